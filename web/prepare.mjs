// Prepares the start at build time: `node prepare.mjs library|packages|snapshot <job.json>`, called by the Python side of the build.
//
// The page's own interpreter runs here under Node. It compiles its library and, in another process, the page's packages; in a
// third it imports them all, and a snapshot of its memory is taken. One interpreter per process: a second one in the same
// process may wait forever for the first one's WebAssembly.

import { readFile, rename, writeFile } from "node:fs/promises";
import { releaseOf } from "./pyodide/adapter.js";
import { interpreterScripts } from "./pyodide/node.mjs";

/**
 * `runtime`: folder of the interpreter; `archives`, `lines`, `annotations`, `typingNames`, `importOrder`, `compileCache`, `warmUp`: the Python modules that do the
 * work inside; `wheels`: what the page has installed; the other names are files that are written, `library` only if it is not
 * there.
 * @typedef {object} Job
 * @property {string} runtime
 * @property {string} archives
 * @property {string} lines
 * @property {string} annotations
 * @property {string} typingNames
 * @property {string} importOrder
 * @property {string} compileCache
 * @property {string} warmUp
 * @property {string[]} wheels
 * @property {string} library
 * @property {boolean} libraryIsThere
 * @property {string} packages
 * @property {string} snapshot
 * @property {string} notes
 * @property {string} facts
 */

/** Where the archive of the page's packages lies inside; Python finds modules in it by its path. */
const PACKAGES = "/lib/cif_emulator.zip";
/** What keeps the numbers of its lines. */
const OWN_PACKAGE = "cif_emulator";
/** What `compileCache` is called inside. */
const COMPILE_CACHE = "cif_emulator_compile_cache";
/** Without docstrings and assertions, which the page does not use. */
const OPTIMIZATION = 2;

const [step, jobFile] = process.argv.slice(2);
/** @type {Job} */
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide, version, createModule } = await interpreterScripts(job.runtime);

/** @param {object} options */
const start = (options) =>
  loadPyodide({ indexURL: job.runtime, ...releaseOf(version).loadOptions(createModule), stdout: () => {}, ...options });

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

/** The same sources give the same bytes, and the page's interpreter finds texts again that hold a hash. */
const SEED = { PYTHONHASHSEED: "0" };

async function library() {
  const pyodide = await start({ env: SEED });
  const compileArchive = (await definitions(pyodide, job.archives)).get("compile_archive");
  const withoutLines = (await definitions(pyodide, job.lines)).get("without_lines");
  const path = pyodide.runPython("import sys; next(path for path in sys.path if path.endswith('.zip'))");
  compileArchive([path], "/library.zip", path, OPTIMIZATION, pyodide.toPy([withoutLines]));
  // In one step: half a library would be taken for a whole one after an interrupted build.
  await writeFile(`${job.library}.part`, pyodide.FS.readFile("/library.zip"));
  await rename(`${job.library}.part`, job.library);
}

async function packages() {
  const pyodide = await start({ env: SEED, ...(job.libraryIsThere ? { stdLibURL: job.library } : {}) });
  const compileArchive = (await definitions(pyodide, job.archives)).get("compile_archive");
  const lines = await definitions(pyodide, job.lines);
  const withoutLines = lines.get("without_lines");
  const linesAlone = lines.get("lines_alone");
  const withoutAnnotations = (await definitions(pyodide, job.annotations)).get("without_annotations");
  const withTypingNames = (await definitions(pyodide, job.typingNames)).get("with_typing_names");
  const wheels = [];
  for (const [place, wheel] of job.wheels.entries()) {
    wheels.push(`/${place}.whl`);
    pyodide.FS.writeFile(wheels[place], await readFile(wheel));
  }
  const compileCache = `/${COMPILE_CACHE}.py`;
  pyodide.FS.writeFile(compileCache, await readFile(job.compileCache));
  const sources = [...wheels, compileCache];
  const changes = pyodide.toPy([withoutLines, withTypingNames]);
  const ownChanges = pyodide.toPy([linesAlone, withoutAnnotations]);
  compileArchive(sources, "/packages.zip", PACKAGES, OPTIMIZATION, changes, OWN_PACKAGE, ownChanges);
  const archive = pyodide.FS.readFile("/packages.zip");
  await writeFile(job.packages, archive);
  // What an interpreter notes would be in its snapshot: it is done here.
  pyodide.FS.writeFile(PACKAGES, archive);
  pyodide.runPython(`import sys; sys.path.append("${PACKAGES}")`);
  const made = pyodide.pyimport(COMPILE_CACHE);
  made.record(withoutLines);
  (await definitions(pyodide, job.warmUp)).get("import_first")();
  await writeFile(job.notes, made.recorded().toJs());
}

/** Runs of zeros that are worth leaving out, and the steps in which they are looked for. */
const LEAST_HOLE = 1 << 14;
const STEP = 1 << 12;

/** The runs of zeros: begin and end. @param {Uint8Array} memory */
function holesOf(memory) {
  /** @type {[number, number][]} */
  const holes = [];
  let begin = 0;
  for (let place = 0; place <= memory.length; place += STEP) {
    if (place < memory.length && !memory.subarray(place, place + STEP).some(Boolean)) continue;
    if (place - begin >= LEAST_HOLE) holes.push([begin, Math.min(place, memory.length)]);
    begin = place + STEP;
  }
  return holes;
}

/** @param {Uint8Array} memory @param {[number, number][]} holes */
function withoutHoles(memory, holes) {
  const ends = [0, ...holes.map(([, end]) => end)];
  const begins = [...holes.map(([begin]) => begin), memory.length];
  return Buffer.concat(ends.map((end, place) => memory.subarray(end, begins[place])));
}

/** @param {import("./pyodide/adapter.js").Release} release */
async function snapshot(release) {
  // What the page's JavaScript world has in common with this one is found again there by its name.
  const pyodide = await start({
    stdLibURL: job.library,
    env: { ...SEED, PYTHONPATH: PACKAGES },
    fsInit: async (/** @type {any} */ FS) => FS.writeFile(PACKAGES, await readFile(job.packages)),
    ...release.snapshotOptions,
  });
  const importOrder = await definitions(pyodide, job.importOrder);
  importOrder.get("watch")();
  // Among the modules that the page needs.
  pyodide.pyimport(COMPILE_CACHE).destroy();
  const warmUp = await definitions(pyodide, job.warmUp);
  warmUp.get("import_first")();
  warmUp.get("warm_up")();
  /** @type {string[]} */
  const modules = JSON.parse(warmUp.get("imported")());
  warmUp.get("import_later")();
  /** @type {string[]} */
  const all = JSON.parse(warmUp.get("imported")());
  const later = all.filter((name) => !modules.includes(name));
  const order = JSON.parse(importOrder.get("noted")());
  const tidy = warmUp.get("tidy");
  // A snapshot cannot hold a proxy.
  importOrder.destroy();
  warmUp.destroy();
  tidy();
  tidy.destroy();
  const { header, memory } = release.takeSnapshot(pyodide);
  const holes = holesOf(memory);
  const file = withoutHoles(memory, holes);
  await writeFile(job.snapshot, file);
  const lock = { info: pyodide.lockfile.info, packages: {} };
  const taken = { header: Buffer.from(header).toString("base64"), bytes: memory.length, holes };
  await writeFile(job.facts, JSON.stringify({ version, modules, later, order, lock, snapshot: taken }));
}

try {
  const release = releaseOf(version);
  if (step === "library") await library();
  else if (step === "packages") await packages();
  else await snapshot(release);
} catch (thrown) {
  // Node would print the line of the source with it, which is the interpreter's whole script.
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}
// An interpreter keeps Node alive.
process.exit(0);
