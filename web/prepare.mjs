// Does the work of a start before anybody starts: `node prepare.mjs <job.json>`, called by the Python side of the build.
//
// The page's own interpreter runs here under Node. It compiles its library and the emulator's packages, imports them all,
// and a picture of its memory is taken. The job names the inputs and the files to write (see `Job`).

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/**
 * `runtime`: folder of the interpreter; `archives` and `rehearsal`: the Python modules that do the work inside;
 * `wheels`: what the page has installed; the other names are files that are written, `wholeLibrary` only if missing.
 * @typedef {object} Job
 * @property {string} runtime
 * @property {string} archives
 * @property {string} rehearsal
 * @property {string[]} wheels
 * @property {string} wholeLibrary
 * @property {boolean} libraryIsThere
 * @property {string} library
 * @property {string} application
 * @property {string} snapshot
 * @property {string} facts
 */

/** Where the archive of the emulator's packages lies inside; Python finds modules in it by its path. */
const APPLICATION = "/lib/cif_emulator.zip";
/** What is kept whole, and with the numbers of its lines. */
const OWN_PACKAGE = "cif_emulator";
/** Docstrings and assertions serve nobody on the page. */
const OPTIMIZATION = 2;

/** @type {Job} */
const job = JSON.parse(await readFile(process.argv[2], "utf8"));
const { loadPyodide, version } = await import(pathToFileURL(`${job.runtime}/pyodide.mjs`).href);

/** @param {object} [options] */
const start = (options) => loadPyodide({ indexURL: job.runtime, stdout: () => {}, ...options });

/**
 * A module whose text is here; it is left out of `sys.modules`.
 * @param {any} pyodide
 * @param {string} file
 */
async function functionsOf(pyodide, file) {
  const namespace = pyodide.globals.get("dict")();
  pyodide.runPython(await readFile(file, "utf8"), { globals: namespace, filename: file });
  return namespace;
}

/** @param {any} pyodide @param {string} source @param {string} target */
async function bring(pyodide, source, target) {
  pyodide.FS.writeFile(target, await readFile(source));
  return target;
}

/** @param {any} pyodide @param {string} source @param {string} target */
const fetchOut = (pyodide, source, target) => writeFile(target, pyodide.FS.readFile(source));

/** The interpreter's path of its library: `/lib/python314.zip`. @param {any} pyodide */
const libraryPath = (pyodide) => pyodide.runPython("import sys; next(path for path in sys.path if path.endswith('.zip'))");

if (!job.libraryIsThere) {
  const bare = await start();
  const archives = await functionsOf(bare, job.archives);
  const path = libraryPath(bare);
  archives.get("compile_archive")([path], "/whole.zip", path, OPTIMIZATION, "");
  await fetchOut(bare, "/whole.zip", job.wholeLibrary);
}

const compiler = await start({ stdLibURL: job.wholeLibrary });
const archives = await functionsOf(compiler, job.archives);
const wheels = await Promise.all(job.wheels.map((wheel, place) => bring(compiler, wheel, `/${place}.whl`)));
archives.get("compile_archive")(wheels, "/packages.zip", APPLICATION, OPTIMIZATION, OWN_PACKAGE);
const packages = compiler.FS.readFile("/packages.zip");

// The names that the page's JavaScript world has in common with this one are found again there by name.
const model = await start({
  stdLibURL: job.wholeLibrary,
  env: { PYTHONPATH: APPLICATION },
  fsInit: async (/** @type {any} */ FS) => FS.writeFile(APPLICATION, packages),
  _makeSnapshot: true,
});
const rehearsal = await functionsOf(model, job.rehearsal);
/** @type {string[]} */
const modules = JSON.parse(rehearsal.get("rehearse")());
const tidy = rehearsal.get("tidy");
rehearsal.destroy();
tidy();
tidy.destroy();
await writeFile(job.snapshot, model.makeMemorySnapshot());

await bring(compiler, job.wholeLibrary, "/whole.zip");
archives.get("choose_members")("/whole.zip", "/library.zip", modules);
await fetchOut(compiler, "/library.zip", job.library);
archives.get("choose_members")("/packages.zip", "/application.zip", modules, OWN_PACKAGE);
await fetchOut(compiler, "/application.zip", job.application);

/** Leaves first: what a module imports comes into the list after it. */
const inApplication = new Set(JSON.parse(archives.get("module_names")("/application.zip")));
const order = modules.filter((name) => inApplication.has(name)).reverse();
await writeFile(
  job.facts,
  JSON.stringify({ version, modules: order, build: model._api.config.BUILD_ID, lock: { info: model.lockfile.info, packages: {} } }),
);
// An interpreter keeps Node alive.
process.exit(0);
