/**
 * Lets the interpreter's loader (`pyodide.mjs`) take a module that the page has compiled: of its own accord it asks for the module only
 * when all scripts of the start have run, which is late. And makes a classic script of it.
 */

import { PUBLISH } from "./scripts.js";

/** It asks as soon as it begins: `let{binary:t,response:n}=get(url+"pyodide.asm.wasm"),i=sentinel();return function(imports,done){`. */
const BEGINNING =
  /(let\{binary:[\w$]+,response:[\w$]+\}=)([\w$]+\([\w$]+\+"pyodide\.asm\.wasm"\)),([^;]+;return function\([\w$]+,[\w$]+)\)\{/;
const INSTANCE = /([\w$]+)\?([\w$]+)=await WebAssembly\.instantiateStreaming\(\1,([\w$]+)\)/;

/** The map is not served. */
const MAP = /\/\/# sourceMappingURL=.*/;
const EXPORTED = /export\{([\w$]+) as loadPyodide,([\w$]+) as version\};?/;

/**
 * The loader as a classic script, whose `instantiateWasm` takes a compiled module as a third argument, and asks for none then.
 * @param {string} loader
 */
export function trimLoader(loader) {
  for (const pattern of [BEGINNING, INSTANCE, EXPORTED])
    if (!pattern.test(loader)) throw new Error(`the interpreter's loader has nothing like ${pattern}`);
  const script = loader
    .replace(BEGINNING, "let $3,compiled){$1compiled?{}:$2;")
    .replace(INSTANCE, "compiled?$2={module:compiled,instance:await WebAssembly.instantiate(compiled,$3)}:$&")
    .replace(EXPORTED, `${PUBLISH}loadPyodide=$1;${PUBLISH}version=$2;`);
  // Names of a classic script would be the page's.
  return `"use strict";(()=>{${script.replace(MAP, "")}})();\n`;
}
