/**
 * The interpreter without what only compiled packages need, which the page does not take: a tenth of its code, and seven
 * tenths of its script.
 */

import { trimModule } from "./trim_module.js";
import { trimScript } from "./trim_script.js";

/**
 * @param {{ script: string, module: Uint8Array<ArrayBuffer> }} interpreter `pyodide.asm.mjs` and `pyodide.asm.wasm`
 * @param {string} users the text of all scripts that read something of the started module
 * @returns {{ script: string, module: Uint8Array<ArrayBuffer> }}
 */
export function trimInterpreter({ script, module }, users) {
  const trimmed = trimScript(script, users, new Set(functionsImported(module)));
  const small = trimModule(module, (name) => trimmed.exports.has(name));
  const there = new Set(
    /(?<=var wasmImports=\{)[^{}]*/
      .exec(trimmed.script)?.[0]
      .split(",")
      .map((entry) => entry.split(":")[0]),
  );
  const missing = functionsImported(small).filter((name) => !there.has(name));
  if (missing.length)
    throw new Error(`the trimmed interpreter imports what its script does not have: ${missing.join(", ")}`);
  return { script: trimmed.script, module: small };
}

/**
 * The functions that a module imports. (It imports globals, too: addresses of functions that only compiled packages ask for.)
 * @param {Uint8Array<ArrayBuffer>} module
 */
function functionsImported(module) {
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(module));
  return imports.filter(({ kind }) => kind === "function").map(({ name }) => name);
}
