/**
 * The interpreter's scripts, which the build makes classic ones: what Chromium has compiled it keeps for the next visit, but not of
 * modules (`docs/decisions/classic-scripts.md`). Node runs the same files.
 */

/** Its loader, and what belongs to its module. */
export const SCRIPTS = ["pyodide.mjs", "pyodide.asm.mjs"];

/** So begins the statement by which a script leaves something. */
export const PUBLISH = "(globalThis.pyodideScripts??={}).";

/**
 * What they leave.
 * @typedef {object} Scripts
 * @property {typeof import("pyodide").loadPyodide} loadPyodide
 * @property {string} version
 * @property {import("./adapter.js").CreateModule} createModule
 */

/** What those have left that have run. @returns {Partial<Scripts>} */
export const left = () => /** @type {any} */ (globalThis).pyodideScripts ?? {};
