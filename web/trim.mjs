// Writes the interpreter's script and module without what the page cannot use, and its loader, which takes the module from the page;
// both scripts as classic ones:
// `node trim.mjs <folder of Pyodide> <folder to write to>`.

import { readFile, readdir, rename, writeFile } from "node:fs/promises";
import { trimInterpreter } from "./pyodide/trim.js";
import { trimLoader } from "./pyodide/trim_loader.js";

const [SCRIPT, LOADER, MODULE] = ["pyodide.asm.mjs", "pyodide.mjs", "pyodide.asm.wasm"];
const [source, target] = process.argv.slice(2);

/** @param {string} name @param {string | Uint8Array} content */
async function put(name, content) {
  await writeFile(`${target}/${name}.part`, content);
  await rename(`${target}/${name}.part`, `${target}/${name}`);
}

/** What reads something of the started module: the interpreter's loader, and what the page knows of a release. @param {string} loader */
async function users(loader) {
  const folder = new URL("pyodide/", import.meta.url);
  const releases = (await readdir(folder)).filter((name) => name.startsWith("release_"));
  const texts = releases.map((name) => readFile(new URL(name, folder), "utf8"));
  return [loader, ...(await Promise.all(texts))].join("\n");
}

try {
  const script = await readFile(`${source}/${SCRIPT}`, "utf8");
  const module = new Uint8Array(await readFile(`${source}/${MODULE}`));
  const loader = await readFile(`${source}/${LOADER}`, "utf8");
  const trimmed = trimInterpreter({ script, module }, await users(loader));
  await put(SCRIPT, trimmed.script);
  await put(MODULE, trimmed.module);
  await put(LOADER, trimLoader(loader));
} catch (thrown) {
  console.error(`${thrown instanceof Error ? thrown.message : thrown} (see docs/pyodide-release.md)`);
  process.exit(1);
}
