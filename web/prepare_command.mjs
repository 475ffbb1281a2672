// Prepares the start of the npm package's command: `node prepare_command.mjs <job.json>`, called by the Python side of
// the build. The page's interpreter compiles the command's packages.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { PACKAGES } from "./npm/places.mjs";

/**
 * `runtime`: folder of the interpreter; `archives`, `lines`: the Python modules that do the work inside; `library`: the compiled
 * standard library; `wheels`: what is compiled into `packages`.
 * @typedef {object} Job
 * @property {string} runtime
 * @property {string} archives
 * @property {string} lines
 * @property {string} library
 * @property {string[]} wheels
 * @property {string} packages
 */

const OWN_PACKAGE = "cif_emulator";
/** Without assertions; the commands' docstrings are their help. */
const OPTIMIZATION = 1;

const [jobFile] = process.argv.slice(2);
/** @type {Job} */
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide } = await import(pathToFileURL(`${job.runtime}/pyodide.mjs`).href);

/** @param {any} pyodide @param {string} file @param {string} name */
async function definition(pyodide, file, name) {
  const namespace = pyodide.globals.get("dict")();
  pyodide.runPython(await readFile(file, "utf8"), { globals: namespace, filename: file });
  return namespace.get(name);
}

async function compile() {
  const pyodide = await loadPyodide({
    indexURL: job.runtime,
    stdLibURL: job.library,
    env: { PYTHONHASHSEED: "0" },
  });
  const wheels = [];
  for (const [place, wheel] of job.wheels.entries()) {
    wheels.push(`/${place}.whl`);
    pyodide.FS.writeFile(wheels[place], await readFile(wheel));
  }
  const compileArchive = await definition(pyodide, job.archives, "compile_archive");
  const withoutLines = await definition(pyodide, job.lines, "without_lines");
  compileArchive(wheels, "/packages.zip", PACKAGES, OPTIMIZATION, OWN_PACKAGE, withoutLines);
  await writeFile(job.packages, pyodide.FS.readFile("/packages.zip"));
}

try {
  await compile();
} catch (thrown) {
  // Node would print the line of the source with it, which is the interpreter's whole script.
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}
// An interpreter keeps Node alive.
process.exit(0);
