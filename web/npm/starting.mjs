// Starts the interpreter in which a command runs.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { releaseOf } from "../pyodide/adapter.js";
import { interpreterScripts } from "../pyodide/node.mjs";
import { changedMemory, pagesMemory } from "./memory.mjs";
import { OWN, PACKAGES } from "./places.mjs";

const folder = fileURLToPath(new URL("..", import.meta.url));
/** The folder with the built page. */
export const PAGE = join(folder, "page");
const command = join(folder, "command");
const runtime = join(PAGE, "pyodide", readdirSync(join(PAGE, "pyodide"))[0]);

/** @returns {Promise<any>} */
export async function startInterpreter() {
  const { loadPyodide, version, createModule } = await interpreterScripts(runtime);
  const image = changedMemory(pagesMemory(PAGE), brotliDecompressSync(readFileSync(join(command, "memory.bin.br"))));
  return loadPyodide({
    indexURL: runtime,
    fsInit: async (/** @type {any} */ FS) => {
      FS.writeFile(OWN, readFileSync(join(command, "own.zip")));
      FS.writeFile(PACKAGES, readFileSync(join(command, "packages.zip")));
    },
    ...releaseOf(version).loadOptions(createModule, { image }),
  });
}
