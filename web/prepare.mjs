// Does the work of a start before anybody starts: `node prepare.mjs compile|snapshot <job.json>`, called by the Python side
// of the build.
//
// The page's own interpreter runs here under Node. First it compiles its library and the page's packages; in a second
// process it imports them all, and a picture of its memory is taken. One interpreter per process: a second one in the same
// process may wait for the first one's WebAssembly for ever.

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/**
 * `runtime`: folder of the interpreter; `archives`, `importOrder` and `rehearsal`: the Python modules that do the work
 * inside; `wheels`: what the page has installed; the other names are files that are written, `library` only if it is not
 * there.
 * @typedef {object} Job
 * @property {string} runtime
 * @property {string} archives
 * @property {string} importOrder
 * @property {string} rehearsal
 * @property {string[]} wheels
 * @property {string} library
 * @property {boolean} libraryIsThere
 * @property {string} packages
 * @property {string} snapshot
 * @property {string} facts
 */

/** Where the archive of the page's packages lies inside; Python finds modules in it by its path. */
const PACKAGES = "/lib/cif_emulator.zip";
/** What keeps the numbers of its lines. */
const OWN_PACKAGE = "cif_emulator";
/** Docstrings and assertions serve nobody on the page. */
const OPTIMIZATION = 2;

const [step, jobFile] = process.argv.slice(2);
/** @type {Job} */
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide, version } = await import(pathToFileURL(`${job.runtime}/pyodide.mjs`).href);

/** @param {object} options */
const start = (options) => loadPyodide({ indexURL: job.runtime, stdout: () => {}, ...options });

/**
 * What a Python file defines, without a trace in `sys.modules`.
 * @param {any} pyodide
 * @param {string} file
 */
async function definitions(pyodide, file) {
  const namespace = pyodide.globals.get("dict")();
  pyodide.runPython(await readFile(file, "utf8"), { globals: namespace, filename: file });
  return namespace;
}

async function compile() {
  const pyodide = await start(job.libraryIsThere ? { stdLibURL: job.library } : {});
  const compileArchive = (await definitions(pyodide, job.archives)).get("compile_archive");
  if (!job.libraryIsThere) {
    const path = pyodide.runPython("import sys; next(path for path in sys.path if path.endswith('.zip'))");
    compileArchive([path], "/library.zip", path, OPTIMIZATION, "");
    await writeFile(job.library, pyodide.FS.readFile("/library.zip"));
  }
  const wheels = [];
  for (const [place, wheel] of job.wheels.entries()) {
    wheels.push(`/${place}.whl`);
    pyodide.FS.writeFile(wheels[place], await readFile(wheel));
  }
  compileArchive(wheels, "/packages.zip", PACKAGES, OPTIMIZATION, OWN_PACKAGE);
  await writeFile(job.packages, pyodide.FS.readFile("/packages.zip"));
}

async function snapshot() {
  // What the page's JavaScript world has in common with this one is found again there by its name.
  const pyodide = await start({
    stdLibURL: job.library,
    env: { PYTHONPATH: PACKAGES },
    fsInit: async (/** @type {any} */ FS) => FS.writeFile(PACKAGES, await readFile(job.packages)),
    _makeSnapshot: true,
  });
  const importOrder = await definitions(pyodide, job.importOrder);
  importOrder.get("watch")();
  const rehearsal = await definitions(pyodide, job.rehearsal);
  const modules = JSON.parse(rehearsal.get("rehearse")());
  const order = JSON.parse(importOrder.get("noted")());
  const tidy = rehearsal.get("tidy");
  // A snapshot cannot hold a proxy.
  importOrder.destroy();
  rehearsal.destroy();
  tidy();
  tidy.destroy();
  await writeFile(job.snapshot, pyodide.makeMemorySnapshot());
  const build = pyodide._api.config.BUILD_ID;
  const lock = { info: pyodide.lockfile.info, packages: {} };
  await writeFile(job.facts, JSON.stringify({ version, build, modules, order, lock }));
}

try {
  await (step === "compile" ? compile() : snapshot());
} catch (thrown) {
  // Node would print the line of the source with it, which is the interpreter's whole script.
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}
// An interpreter keeps Node alive.
process.exit(0);
