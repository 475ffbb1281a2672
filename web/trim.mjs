// Writes the interpreter's script and module without what the page cannot use: `node trim.mjs <folder of Pyodide> <folder to write to>`.

import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import { trimInterpreter } from "./pyodide/trim.js";

const [SCRIPT, LOADER, MODULE] = ["pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm"];
const [source, target] = process.argv.slice(2);

/** @param {string} name @param {string | Uint8Array} content */
async function put(name, content) {
  await writeFile(`${target}/${name}.part`, content);
  await rename(`${target}/${name}.part`, `${target}/${name}`);
}

/** The interpreter's own loader, and what the page knows of a release. */
async function users() {
  const folder = new URL("pyodide/", import.meta.url);
  const releases = (await readdir(folder)).filter((name) => name.startsWith("release_"));
  const files = [`${source}/${LOADER}`, ...releases.map((name) => new URL(name, folder))];
  return (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
}

try {
  const script = await readFile(`${source}/${SCRIPT}`, "utf8");
  const module = new Uint8Array(await readFile(`${source}/${MODULE}`));
  const trimmed = trimInterpreter({ script, module }, await users());
  await put(SCRIPT, trimmed.script);
  await put(MODULE, trimmed.module);
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : thrown} (see docs/pyodide-release.md)`);
  process.exit(1);
}
