// `node trim_cases.mjs`: small modules and scripts through web/pyodide/trim*.js; prints what became of them as JSON.
import { trimLoader } from "../../web/pyodide/trim_loader.js";
import { trimModule } from "../../web/pyodide/trim_module.js";
import { trimScript } from "../../web/pyodide/trim_script.js";
import { published } from "../../web/pyodide/scripts.js";

const I32 = 0x7f;
const [FUNCTION, TABLE, GLOBAL] = [0, 1, 3];

const text = (/** @type {string} */ value) => [value.length, ...Buffer.from(value)];
const vector = (/** @type {number[][]} */ entries) => [entries.length, ...entries.flat()];
const section = (/** @type {number} */ id, /** @type {number[]} */ content) => [id, content.length, ...content];
const body = (/** @type {number[]} */ code) => [code.length + 2, 0, ...code, 0x0b];

/**
 * Two imported functions and globals, five functions: `answer` calls the second import, reads the second global and calls a
 * function between two that nobody calls; the last is in the table. @param {number[]} callOfInner
 */
function moduleOf(callOfInner = [0x10, 3]) {
  const answer = [0x10, 1, 0x23, 1, 0x6a, ...callOfInner, 0x6a];
  const constants = [3, 40, 5, 7].map((value) => body([0x41, value]));
  const imports = ["spare", "used"].map((name) => [...text("env"), ...text(name), FUNCTION, 0]);
  const values = ["unread", "base"].map((name) => [...text("env"), ...text(name), GLOBAL, I32, 0]);
  const names = [
    [...text("unused"), FUNCTION, 4],
    [...text("answer"), FUNCTION, 6],
    [...text("table"), TABLE, 0],
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, 0, 1, I32]])),
    ...section(2, vector([...imports, ...values])),
    ...section(3, vector([[0], [0], [0], [0], [0]])),
    ...section(4, vector([[0x70, 0, 1]])),
    ...section(
      6,
      vector([
        [I32, 0, 0x41, 1, 0x0b],
        [I32, 0, 0x41, 2, 0x0b],
      ]),
    ),
    ...section(7, vector(names)),
    ...section(9, vector([[0, 0x41, 0, 0x0b, ...vector([[5]])]])),
    ...section(10, vector([...constants, body(answer)])),
  ]);
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function whatItDoes(bytes) {
  const module = await WebAssembly.compile(bytes);
  const env = { used: () => 100, spare: () => 0, unread: 0, base: 1000 };
  const { exports } = await WebAssembly.instantiate(module, { env });
  return {
    imports: WebAssembly.Module.imports(module).map(({ name }) => name),
    exports: Object.keys(exports),
    answer: /** @type {any} */ (exports).answer(),
    inTable: /** @type {any} */ (exports).table.get(0)(),
  };
}

/** @param {() => unknown} work */
function messageOf(work) {
  try {
    work();
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
  return undefined;
}

const many = Array.from({ length: 60 }, (_, place) => `_e${place}`).join();
const SCRIPT = [
  "async function _createPyodideModule(moduleArg={}){var moduleRtn;var Module=moduleArg;",
  'function _used(){return _alpha()}_used.sig="i";function _spare(){return drawing()}_spare.sig="i";',
  'var drawing=()=>_beta();var kept=()=>1;Module["kept"]=kept;var hidden=()=>2;Module["hidden"]=hidden;',
  "function runText(text){return eval(text)}",
  `var ${many},_alpha,_beta,_gamma;function assignWasmExports(wasmExports){`,
  '_alpha=Module["_alpha"]=wasmExports["alpha"];_beta=Module["_beta"]=wasmExports["beta"];',
  '_gamma=Module["_gamma"]=wasmExports["gamma"].value>>>0;wasmExports["alpha"]=makeWrapper_p(wasmExports["alpha"]);}',
  "var makeWrapper_p=f=>()=>f()>>>0;var wasmImports={used:_used,spare:_spare};",
  "var functionsInTableMap;var updateTableMap=(from,count)=>{Module.read(count)};var updateGOT=names=>{Module.publish(names)};",
  "var addressOf=f=>{if(!functionsInTableMap){functionsInTableMap=new WeakMap;updateTableMap(0,wasmTable.length)}return functionsInTableMap.get(f)};",
  "updateGOT(origExports);",
  "var address=import.meta.url;var ENVIRONMENT_IS_NODE=address.startsWith('file:');",
  "var shared=new Int32Array(new WebAssembly.Memory({shared:true,initial:1,maximum:1}).buffer);",
  'Module.seen?.(address,shared);moduleRtn=[assignWasmExports,wasmImports,addressOf,Module.wanted,resolveGlobalSymbol("main")];',
  "\n;return moduleRtn}export default _createPyodideModule;",
].join("");

const LOADER = [
  'function get(address){return{response:"asked for "+address}}async function sentinel(){return"sentinel"}',
  'function getter(url){let{binary:b,response:$r}=get(url+"pyodide.asm.wasm"),s=sentinel();return function(imports,done){',
  "return async function(){let{a}=await s,l;$r?l=await WebAssembly.instantiateStreaming($r,imports):",
  "l=await WebAssembly.instantiate(await b,imports);done(l)}(),{}}}",
  'var v="314.0.0";export{getter as loadPyodide,v as version};\n//# sourceMappingURL=pyodide.mjs.map',
].join("");

/** What the loader starts: with what the page has compiled, and of its own accord. */
async function whatIsStarted() {
  const module = new WebAssembly.Module(moduleOf());
  const imports = { env: { used: () => 100, spare: () => 0, unread: 0, base: 1000 } };
  const instantiateStreaming = async (/** @type {string} */ response) => response;
  new Function("WebAssembly", trimLoader(LOADER))({ instantiate: WebAssembly.instantiate, instantiateStreaming });
  const { loadPyodide, version } = published();
  const instantiateWasm = /** @type {any} */ (loadPyodide)("/folder/");
  /** @param {WebAssembly.Module} [compiled] @returns {Promise<any>} */
  const started = (compiled) => new Promise((resolve) => instantiateWasm(imports, resolve, compiled));
  const taken = await started(module);
  return {
    version,
    own: await started(),
    isSame: taken.module === module,
    answer: taken.instance.exports.answer(),
    other: messageOf(() => trimLoader(LOADER.replace("Streaming", ""))),
  };
}

/**
 * What the script sees of its surroundings, as a classic one.
 * @param {string} trimmed
 * @param {object} page
 */
async function surroundings(trimmed, page) {
  /** @type {any} */
  let seen;
  const Module = {
    seen: (/** @type {unknown} */ address, /** @type {Int32Array} */ memory) => (seen = { address, memory }),
  };
  const names = ["globalThis", "resolveGlobalSymbol", "module"];
  const global = { ...page };
  new Function(...names, trimmed)(global, () => {}, {});
  await /** @type {any} */ (global).pyodideScripts.createModule(Module).catch(() => {});
  return { address: seen.address, isShared: seen.memory.buffer instanceof SharedArrayBuffer };
}

const whole = moduleOf();
const small = trimModule(whole, (name) => name === "answer");
const { script, exports } = trimScript(SCRIPT, "module.kept(); ({ _gamma }) => _gamma", new Set(["used"]));
console.log(
  JSON.stringify({
    whole: await whatItDoes(whole),
    small: await whatItDoes(small),
    again: Buffer.compare(
      trimModule(small, () => true),
      small,
    ),
    padded: messageOf(() => trimModule(moduleOf([0x10, 0x83, 0x00]), () => true)),
    cutOff: messageOf(() => trimModule(whole.slice(0, -3), () => true)),
    loader: await whatIsStarted(),
    script,
    exports: [...exports],
    inNode: await surroundings(script, {}),
    inAPage: await surroundings(script, { document: { baseURI: "http://localhost/" } }),
    others: ["export default 1;", SCRIPT.replaceAll(".sig=", ".sign=")].map((each) =>
      messageOf(() => trimScript(each, "", new Set())),
    ),
  }),
);
