/**
 * The interpreter's scripts, which the build makes classic ones: what Chromium has compiled of them it uses at the next visit, and of
 * modules it does not (`docs/decisions/classic-scripts.md`). Node runs the same files.
 */

/** Its loader, and what belongs to its module. */
export const SCRIPTS = ["pyodide.mjs", "pyodide.asm.mjs"];

/** The statement by which a script publishes something begins so. */
export const PUBLISH = "(globalThis.pyodideScripts??={}).";

/**
 * What they publish.
 * @typedef {object} Scripts
 * @property {typeof import("pyodide").loadPyodide} loadPyodide
 * @property {string} version
 * @property {import("./adapter.js").CreateModule} createModule
 */

/** What has been published by those that have run. @returns {Partial<Scripts>} */
export const published = () => /** @type {any} */ (globalThis).pyodideScripts ?? {};
