/**
 * Lets the interpreter's loader (`pyodide.mjs`) take a module that the page has compiled: of its own accord it asks for the module only
 * when all scripts of the start have run, which is late.
 */

/** It asks as soon as it begins: `let{binary:t,response:n}=get(url+"pyodide.asm.wasm"),i=sentinel();return function(imports,done){`. */
const BEGINNING =
  /(let\{binary:[\w$]+,response:[\w$]+\}=)([\w$]+\([\w$]+\+"pyodide\.asm\.wasm"\)),([^;]+;return function\([\w$]+,[\w$]+)\)\{/;
const INSTANCE = /([\w$]+)\?([\w$]+)=await WebAssembly\.instantiateStreaming\(\1,([\w$]+)\)/;

/**
 * The loader whose `instantiateWasm` takes a compiled module as a third argument, and asks for none then.
 * @param {string} loader
 */
export function takingModule(loader) {
  for (const pattern of [BEGINNING, INSTANCE])
    if (!pattern.test(loader)) throw new Error(`the interpreter's loader has nothing like ${pattern}`);
  return loader
    .replace(BEGINNING, "let $3,compiled){$1compiled?{}:$2;")
    .replace(INSTANCE, "compiled?$2={module:compiled,instance:await WebAssembly.instantiate(compiled,$3)}:$&");
}
