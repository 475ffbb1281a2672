/**
 * Takes out of the interpreter's script (`pyodide.asm.mjs`) what is there for compiled packages alone: it publishes each of the
 * module's thousands of exports, and brings functions (graphics, sound, …) that nothing but such a package imports.
 */

import { transformSync } from "esbuild";
import { PUBLISH } from "./scripts.js";

/** The whole script is one function. */
const HEAD = "async function _createPyodideModule(moduleArg={}){";
const TAIL = "return moduleRtn}export default _createPyodideModule;";
const RESULT = "moduleRtn";
/** What is in parentheses the browser compiles at once, beside the page. */
const OWN_HEAD = `"use strict";${PUBLISH}createModule=(async function(moduleArg={}){`;
const OWN_TAIL = "return moduleRtn});";

/** Only modules can ask. Nothing is loaded from beside the script: the page, and Node's users, name their folder. */
const OWN_URL = /import\.meta\.url/g;
const PAGE_URL = '(globalThis.document?.baseURI??"file:///")';
/**
 * Memory that Node's users may wait for. A browser has none of it without further headers, and takes 20 ms to say so: it looks for the
 * line that asks.
 */
const SHARED_MEMORY = /new Int32Array\(new WebAssembly\.Memory\(\{shared:(?:true|!0),initial:1,maximum:1\}\)\.buffer\)/;

/** By this a compiled package would learn how to call a function of JavaScript. */
const SIGNATURES = /[\w$]+\.sig="[^"]*";/g;
/** It runs texts of compiled packages. As a direct call it could see all names, and none of them could go. */
const EVALUATIONS = /(?<![\w$.,)])eval\(/g;
const IMPORTS = /(?<=var wasmImports=\{)[^{}]*(?=\};)/;
/** Variables for the module's exports, declared before them. */
const DECLARATIONS = /var (?:[\w$]+,){50,}[\w$]+;/g;
/** `_name=Module["_name"]=wasmExports["name"];`, or the same with a wrapper around the export. */
const EXPORTS =
  /(?<![\w$.=])(?:[\w$]+=)?(?:Module\["[\w$]+"\]=)?(?:wasmExports\["[\w$]+"\]=makeWrapper_\w+\()?wasmExports\["([\w$]+)"\](?:\.value>>>0|\))?;/g;
/** What JavaScript itself publishes: `Module["name"]=name;`. */
const PUBLISHED = /Module\["([\w$]+)"\]=\1;/g;
/** Each export gets an address, for compiled packages. */
const ADDRESSES = /updateGOT\(origExports\);/;
/**
 * Who has an address already: a function of JavaScript is made for each of the table's 12,000 entries. What asks without compiled
 * packages has none.
 */
const ADDRESSED = /(?<=functionsInTableMap=new WeakMap;)updateTableMap\(0,wasmTable\.length\)/;

/** What the script asks the module for; a number is the bundler's, against names that shadow each other. */
const ASKED = /resolveGlobalSymbol\("([\w$]+)"\)|wasmExports\d*\.([\w$]+)/g;

const WORDS = /[\w$]+/g;
/** Properties that are read from, or written to, whatever object; with those that a pattern takes out of one. */
const PROPERTIES = /(?:\.|\[")([\w$]+)/g;
const PATTERNS = /\{([\w$,:\s]+)\}=/g;

/** @param {string} text @param {RegExp} pattern */
function mustMatch(text, pattern) {
  if (text.search(pattern) < 0) throw new Error(`the interpreter's script has nothing like ${pattern}`);
}

/** @param {string} text */
function propertiesIn(text) {
  const names = new Set(Array.from(text.matchAll(PROPERTIES), ([, name]) => name));
  for (const [, inside] of text.matchAll(PATTERNS)) for (const [name] of inside.matchAll(WORDS)) names.add(name);
  return names;
}

/**
 * At the top level of a module what nobody refers to can go; within a function it would stay.
 * @param {string} body
 */
function withoutUnused(body) {
  const { code } = transformSync(`${body}export{${RESULT}};`, {
    format: "esm",
    treeShaking: true,
    minifyWhitespace: true,
    minifySyntax: true,
    target: "esnext",
  });
  return code.replace(`export{${RESULT}};`, "").trimEnd();
}

/**
 * The script without all that, as a classic one, and the names of the exports that it asks the module for.
 * @param {string} script
 * @param {string} users the text of other scripts, which use what this one publishes
 * @param {ReadonlySet<string>} imports what the module imports
 * @returns {{ script: string, exports: Set<string> }}
 */
export function trimScript(script, users, imports) {
  const end = script.indexOf(TAIL);
  if (!script.startsWith(HEAD) || end < 0)
    throw new Error("the interpreter's script is not one function, _createPyodideModule");
  let body = script.slice(HEAD.length, end);
  const removed = [SIGNATURES, ADDRESSES, ADDRESSED];
  const changed = [EVALUATIONS, IMPORTS, DECLARATIONS, EXPORTS, PUBLISHED, OWN_URL, SHARED_MEMORY];
  for (const pattern of [...removed, ...changed]) mustMatch(body, pattern);

  for (const pattern of removed) body = body.replace(pattern, "");
  body = body.replace(EVALUATIONS, "(0,eval)(");
  body = body.replace(OWN_URL, PAGE_URL);
  body = body.replace(SHARED_MEMORY, "(ENVIRONMENT_IS_NODE?$&:new Int32Array(1))");
  body = body.replace(IMPORTS, (entries) =>
    entries
      .split(",")
      .filter((entry) => imports.has(entry.split(":")[0]))
      .join(),
  );
  const others = propertiesIn(body.replace(EXPORTS, "").replace(PUBLISHED, "") + users);
  body = body.replace(PUBLISHED, (whole, name) => (others.has(name) ? whole : ""));
  // What only functions name that go themselves is no use of an export.
  const used = withoutUnused(body.replace(DECLARATIONS, "").replace(EXPORTS, "")) + users;
  const words = new Set(used.match(WORDS));
  body = body.replace(EXPORTS, (whole, name) => (words.has(`_${name}`) || words.has(name) ? whole : ""));
  const kept = withoutUnused(body);
  return {
    script: `${OWN_HEAD}${kept}${OWN_TAIL}\n`,
    exports: new Set(Array.from(kept.matchAll(ASKED), ([, symbol, property]) => symbol ?? property)),
  };
}
