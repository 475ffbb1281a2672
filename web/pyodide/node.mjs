import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SCRIPTS, published } from "./scripts.js";

/** Runs the interpreter's scripts in Node. @param {string} folder @returns {Promise<import("./scripts.js").Scripts>} */
export async function interpreterScripts(folder) {
  for (const name of SCRIPTS) await import(pathToFileURL(join(folder, name)).href);
  return /** @type {import("./scripts.js").Scripts} */ (published());
}
