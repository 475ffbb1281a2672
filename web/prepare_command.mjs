// Prepares the start of the npm package's command: `node prepare_command.mjs compile|snapshot <job.json>`, called by the
// Python side of the build. The page's interpreter compiles the packages that the command needs; a second process imports
// the command, and a snapshot of its memory is taken. It begins with the page's memory: the package holds what is different.

import { readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import { differenceOf, pagesMemory } from "./npm/memory.mjs";
import { OWN, PACKAGES } from "./npm/places.mjs";
import { releaseOf } from "./pyodide/adapter.js";
import { interpreterScripts } from "./pyodide/node.mjs";

/**
 * `page`: the built page's folder; `runtime`: folder of the interpreter; `archives`, `lines`: the Python modules that do the work inside; `library`: the compiled
 * standard library; `own`: an archive of the command's sources, which is compiled into `compiled`; `wheels`: what is compiled into `packages`; `start`: the module
 * that begins a command; `memory`: gets what the command's memory has of its own; `imported`: the names of the modules in it.
 * @typedef {object} Job
 * @property {string} page
 * @property {string} runtime
 * @property {string} archives
 * @property {string} lines
 * @property {string} library
 * @property {string} own
 * @property {string} compiled
 * @property {string[]} wheels
 * @property {string} packages
 * @property {string} start
 * @property {string} memory
 * @property {string} imported
 */

/** Of other people's packages nothing but the code is of use: no docstrings, no assertions, and the numbers of no lines. */
const OPTIMIZATION = 2;
/** The commands' docstrings are their help. */
const OWN_OPTIMIZATION = 1;

const [step, jobFile] = process.argv.slice(2);
/** @type {Job} */
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide, version, createModule } = await interpreterScripts(job.runtime);

/** Columns in tracebacks would take much room. @param {any} [options] */
const start = ({ env = {}, ...options } = {}) =>
  loadPyodide({
    indexURL: job.runtime,
    ...releaseOf(version).loadOptions(createModule),
    stdLibURL: job.library,
    env: { PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1", ...env },
    ...options,
  });

/** @param {any} pyodide @param {string} file @param {string} name */
async function definition(pyodide, file, name) {
  const namespace = pyodide.globals.get("dict")();
  pyodide.runPython(await readFile(file, "utf8"), { globals: namespace, filename: file });
  return namespace.get(name);
}

async function compile() {
  const pyodide = await start();
  const wheels = [];
  for (const [place, wheel] of job.wheels.entries()) {
    wheels.push(`/${place}.whl`);
    pyodide.FS.writeFile(wheels[place], await readFile(wheel));
  }
  const compileArchive = await definition(pyodide, job.archives, "compile_archive");
  const withoutLines = await definition(pyodide, job.lines, "without_lines");
  compileArchive(wheels, "/packages.zip", PACKAGES, OPTIMIZATION, pyodide.toPy([withoutLines]));
  await writeFile(job.packages, pyodide.FS.readFile("/packages.zip"));
  // What compiling leaves in the memory would be in the snapshot.
  pyodide.FS.writeFile("/own.whl", await readFile(job.own));
  compileArchive(["/own.whl"], "/compiled.zip", OWN, OWN_OPTIMIZATION);
  await writeFile(job.compiled, pyodide.FS.readFile("/compiled.zip"));
}

async function snapshot() {
  const release = releaseOf(version);
  const before = pagesMemory(job.page);
  const pyodide = await start({
    fsInit: async (/** @type {any} */ FS) => {
      FS.writeFile(OWN, await readFile(job.compiled));
      FS.writeFile(PACKAGES, await readFile(job.packages));
    },
    ...release.loadOptions(createModule, { image: before }),
    ...release.snapshotOptions,
  });
  // The page's memory knows other archives.
  const path = pyodide.pyimport("sys").path;
  for (const archive of [PACKAGES, OWN]) path.insert(0, archive);
  path.destroy();
  pyodide.pyimport("importlib").invalidate_caches();
  await writeFile(job.imported, pyodide.pyimport(job.start).prepare());
  const params = { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 9 };
  const difference = await differenceOf(before, release.takeSnapshot(pyodide));
  await writeFile(job.memory, brotliCompressSync(difference, { params }));
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
