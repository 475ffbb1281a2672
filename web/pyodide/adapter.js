/**
 * Pyodide's private interface and the memory of its interpreter: nothing outside of this folder uses them. There is one
 * file for each series of releases; `docs/pyodide-release.md` says how to move to the next.
 */
import { release314 } from "./release_314.js";

/** @typedef {import("pyodide").PyodideAPI} Pyodide */

/**
 * What the Emscripten part of the interpreter gets; `instantiateWasm` starts its WebAssembly, which it compiles unless it gets a module.
 * @typedef {(imports: object, done: (...instance: unknown[]) => void, module?: WebAssembly.Module) => object} InstantiateWasm
 * @typedef {(settings: { instantiateWasm: InstantiateWasm }) => Promise<any>} CreateModule
 */

/**
 * A memory to start from. `header` is what the loader checks, `bytes` the size; `fill` writes the memory into the
 * interpreter's, whose first `used` bytes may not be zero.
 * @typedef {object} MemoryImage
 * @property {Uint8Array} header
 * @property {number} bytes
 * @property {(memory: Uint8Array, used: number) => Promise<void>} fill
 */

/**
 * What the page and the build need of one series of releases beyond the public interface.
 * @typedef {object} Release
 * @property {(createModule: CreateModule, from?: { module?: Promise<WebAssembly.Module>, image?: MemoryImage }) => object} loadOptions
 *   for `loadPyodide`: starts from a module that may still be arriving, and from a memory; without a module the loader compiles one.
 *   If the module fails, the loader waits for ever: the caller looks at the promise, too
 * @property {(pyodide: Pyodide, tell: (thrown: unknown) => void) => void} onFatal tells of an end of the interpreter that
 *   comes while no call is under way
 * @property {(pyodide: Pyodide) => () => number} memorySize gives a function that tells how many bytes its memory has
 * @property {(pyodide: Pyodide, path: string, provide: (begin: number, end: number) => void) => void} beforeReading has
 *   bytes of a file provided before they are read; if that throws, reading fails, and the console has the reason
 * @property {object} snapshotOptions for `loadPyodide`, if a snapshot will be taken
 * @property {(pyodide: Pyodide) => { header: Uint8Array, memory: Uint8Array }} takeSnapshot
 */

/** @type {Record<string, Release>} by the first number of the version */
const releases = { 314: release314 };

/**
 * The adapter for a version of Pyodide; throws where there is none.
 * @param {string} version
 * @returns {Release}
 */
export function releaseOf(version) {
  const release = releases[version.split(".")[0]];
  if (release) return release;
  const known = Object.keys(releases).map((series) => `${series}.x`);
  throw new Error(
    `Pyodide ${version} is not supported; right is ${known.join(" or ")}. docs/pyodide-release.md says how to add a release`,
  );
}
