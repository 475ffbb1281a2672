/**
 * The interpreter with the emulator inside, by each of the three routes.
 */
import { LONGEST_TURN_MS, aTurnForThePage } from "./long_work.js";
import { base, fetched, fetchedAtOnce, mayFetchAtOnce, parts, readPieces, readerOf } from "./boot_manifest.js";
import { compiledModule, interpreterScripts } from "./interpreter_files.js";
import { createMemorySnapshot, headerOf } from "./memory_snapshot.js";
import { releaseOf } from "../../pyodide/adapter.js";

/** @typedef {import("pyodide").PyodideAPI} Pyodide */
/** @typedef {import("./boot_manifest.js").Prepared} Prepared */

/** Where the emulator's packages lie inside; the build's snapshot was made with the same place. */
export const APPLICATION = "/lib/cif_emulator.zip";
/** And those of their modules that come when they are imported. */
const LATER = "/lib/cif_emulator_later.zip";

/** The size of the running interpreter's memory, in bytes. */
export let memorySize = () => 0;

/** The files of the running interpreter. @type {Pyodide["FS"] | null} */
export let fileSystem = null;

/**
 * @param {object} options
 * @param {import("../../pyodide/adapter.js").MemoryImage} [image] the memory to start from
 * @returns {Promise<Pyodide>}
 */
async function load(options, image) {
  const module = compiledModule();
  // Its failure surfaces below, unless the scripts fail before.
  module.catch(() => {});
  const { loadPyodide, version, createModule } = await interpreterScripts();
  const always = { indexURL: base + parts.interpreter, checkAPIVersion: true };
  const release = releaseOf(version);
  const more = release.loadOptions(createModule, { module, image });
  const starting = loadPyodide({ ...always, ...options, ...more });
  // Without its module the loader would wait for ever.
  const pyodide = await Promise.race([starting, module.then(() => starting)]);
  memorySize = release.memorySize(pyodide);
  fileSystem = pyodide.FS;
  return pyodide;
}

/** @param {Prepared} prepared */
export async function fromSnapshot({ snapshot, noLibrary, lock }) {
  const memorySnapshot = createMemorySnapshot(snapshot);
  const arrived = fetched(snapshot.file).then((response) => readPieces(readerOf(response), memorySnapshot.add));
  arrived.catch(() => {});
  const fill = async (/** @type {Uint8Array} */ memory, /** @type {number} */ used) => {
    memorySnapshot.writeInto(memory, used);
    await arrived;
    memorySnapshot.check();
  };
  const options = { stdLibURL: base + noLibrary, lockFileContents: lock };
  return load(options, { header: headerOf(snapshot), bytes: snapshot.bytes, fill });
}

/**
 * @param {Prepared} prepared
 * @param {() => void} onArrived called when all that the interpreter starts from has arrived
 */
export async function fromLibrary({ library, application, later, modules, lock }, onArrived) {
  // After the interpreter's own files, which are needed first.
  const packages = compiledModule().then(() => bytesOf(application));
  packages.catch(() => {});
  // The build's hash seed: some texts in the compile cache contain a hash.
  const env = { PYTHONPATH: APPLICATION, PYTHONHASHSEED: "0" };
  const options = { stdLibURL: base + library, lockFileContents: lock, env };
  const pyodide = await load(options);
  const content = await packages;
  const ahead = mayFetchAtOnce() ? null : await bytesOf(later.file);
  onArrived();
  pyodide.FS.writeFile(APPLICATION, content, { canOwn: true });
  // Python has cached that nothing is there.
  const looked = pyodide.pyimport("sys.path_importer_cache");
  if (looked.has(APPLICATION)) looked.delete(APPLICATION);
  looked.destroy();
  const compileCache = pyodide.pyimport("cif_emulator_compile_cache");
  compileCache.begin(APPLICATION);
  // One by one, so that the page stays responsive.
  let begun = performance.now();
  for (const name of modules) {
    pyodide.pyimport(name).destroy();
    if (performance.now() - begun < LONGEST_TURN_MS) continue;
    await aTurnForThePage();
    begun = performance.now();
  }
  const missed = compileCache.end();
  if (missed) console.info(`[cif-emulator] The build has not made ready, though it could: ${missed}.`);
  compileCache.destroy();
  provideLater(pyodide, later, ahead);
  return pyodide;
}

/** @param {string} path */
const bytesOf = async (path) => new Uint8Array(await (await fetched(path)).arrayBuffer());

/**
 * Has the modules that a start does without come when they are imported.
 * @param {Pyodide} pyodide
 * @param {Prepared["later"]} later
 * @param {Uint8Array | null} ahead their file, where it cannot be fetched then
 */
function provideLater(pyodide, { file, modules }, ahead) {
  const fetchLater = () => {
    try {
      pyodide.FS.writeFile(LATER, ahead ?? fetchedAtOnce(file), { canOwn: true });
      return "";
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown);
    }
  };
  const page = pyodide.pyimport("cif_emulator.page");
  const names = pyodide.toPy(modules);
  page.provide(names, LATER, fetchLater);
  names.destroy();
  page.destroy();
}

/** As published, with its own library. */
export const bare = () => load({});

const ownWheels = () => Object.keys(parts.wheels).map((name) => `${base}wheels/${name}`);

/** Micropip. @param {Pyodide} pyodide */
export async function loadInstaller(pyodide) {
  await pyodide.loadPackage(ownWheels()[0], { messageCallback: () => {} });
  return pyodide.pyimport("micropip");
}

/** @param {Pyodide} pyodide */
export async function installWheels(pyodide) {
  const [, ...wheels] = ownWheels();
  const installer = await loadInstaller(pyodide);
  await installer.install.callKwargs(wheels, { deps: false });
  installer.destroy();
}
