/**
 * The interpreter's files that the page itself compiles and runs, each once: an interpreter that ends has another one from the same.
 */
import { SCRIPTS, published } from "../../pyodide/scripts.js";
import { base, fetched, parts } from "./boot_manifest.js";

/**
 * What is made when it is first asked for. If that fails, the next one who asks has it made anew.
 * @template T
 * @param {() => Promise<T>} make
 */
function once(make) {
  /** @type {Promise<T> | null} */
  let made = null;
  return () => {
    made ??= make().catch((thrown) => {
      made = null;
      throw thrown;
    });
    return made;
  };
}

/** The interpreter's module, which the browser compiles while it arrives. Throws what is wrong with it. */
export const compiledModule = once(async () => {
  const path = `${parts.interpreter}pyodide.asm.wasm`;
  const response = await fetched(path);
  const type = response.headers.get("content-type") ?? "nothing";
  if (!type.startsWith("application/wasm")) throw new Error(`${path} is served as ${type}; right is application/wasm`);
  return WebAssembly.compileStreaming(response).catch((thrown) => {
    throw new Error(`${path} could not be compiled (${thrown instanceof Error ? thrown.message : thrown})`);
  });
});

/** What the interpreter's scripts publish. Throws what is wrong with them. */
export const interpreterScripts = once(async () => {
  await Promise.all(SCRIPTS.map((name) => run(parts.interpreter + name)));
  return /** @type {import("../../pyodide/scripts.js").Scripts} */ (published());
});

/** Runs a classic script of the page. @param {string} path @returns {Promise<void>} */
function run(path) {
  return new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: base + path, crossOrigin: "anonymous" });
    let why = "";
    const note = (/** @type {ErrorEvent} */ { filename, message }) => {
      if (filename === script.src) why = `${path} could not be run (${message})`;
    };
    addEventListener("error", note);
    script.onload = script.onerror = (event) => {
      removeEventListener("error", note);
      script.remove();
      // The element does not say more; the browser's console does.
      if (typeof event !== "string" && event.type === "error") why = `${path} could not be fetched`;
      if (why) reject(new Error(why));
      else resolve();
    };
    document.head.append(script);
  });
}
