// Writes the interpreter's script and module without what the page cannot use: `node trim.mjs <folder of Pyodide> <folder to write to>`.

import { readFile, rename, writeFile } from "node:fs/promises";
import { trimInterpreter } from "./pyodide/trim.js";

const [SCRIPT, LOADER, MODULE] = ["pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm"];
const [source, target] = process.argv.slice(2);

/** @param {string} name @param {string | Uint8Array} content */
async function put(name, content) {
  await writeFile(`${target}/${name}.part`, content);
  await rename(`${target}/${name}.part`, `${target}/${name}`);
}

try {
  const trimmed = trimInterpreter({
    script: await readFile(`${source}/${SCRIPT}`, "utf8"),
    loader: await readFile(`${source}/${LOADER}`, "utf8"),
    module: new Uint8Array(await readFile(`${source}/${MODULE}`)),
  });
  await put(SCRIPT, trimmed.script);
  await put(MODULE, trimmed.module);
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : thrown} (see docs/pyodide-release.md)`);
  process.exit(1);
}
