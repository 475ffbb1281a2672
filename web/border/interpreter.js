/**
 * The interpreter with the emulator inside, in each of the three ways.
 */
import { LONGEST_TURN_MS, aTurnForThePage } from "./long_work.js";
import { base, fetched, parts } from "./parts.js";
import { createPicture, headerOf } from "./picture.js";

/** @typedef {import("pyodide").PyodideAPI} Pyodide */
/** @typedef {import("./parts.js").Prepared} Prepared */

/** Where the emulator's packages lie inside; the build's snapshot was made with the same place. */
export const APPLICATION = "/lib/cif_emulator.zip";

/** What arrives of a file. @param {string} path @param {(piece: Uint8Array) => void} add */
async function pieces(path, add) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ ((await fetched(path)).body).getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) add(piece.value);
}

/**
 * @typedef {(imports: object, done: (...instance: unknown[]) => void) => object} InstantiateWasm
 * @typedef {object} Module
 * @property {(bytes: number) => void} growMemory
 * @property {Uint8Array} HEAPU8
 * @property {Int32Array} HEAP32
 * @property {number} __PyRuntime
 * @property {number} __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET
 * @typedef {(settings: { instantiateWasm: InstantiateWasm }) => Promise<Module>} CreateModule
 */

/**
 * Tells when the interpreter's WebAssembly is there: of a failure its loader tells nobody.
 * @param {CreateModule} createModule
 * @param {() => void} onCompiled
 * @returns {CreateModule}
 */
const telling = (createModule, onCompiled) => (settings) => {
  const { instantiateWasm } = settings;
  settings.instantiateWasm = (imports, done) =>
    instantiateWasm(imports, (...instance) => {
      onCompiled();
      done(...instance);
    });
  return createModule(settings);
};

/** The running interpreter's memory. @type {Module | null} */
let running = null;

/** The size of the running interpreter's memory, in bytes. */
export const memorySize = () => running?.HEAPU8.length ?? 0;

/**
 * Notes whose memory is meant by `memorySize`.
 * @param {CreateModule} createModule
 * @returns {CreateModule}
 */
const noted = (createModule) => async (settings) => (running = await createModule(settings));

/**
 * @param {object} options
 * @param {() => void} onCompiled
 * @param {(createModule: CreateModule) => CreateModule} [around] what is done besides creating the module
 * @returns {Promise<Pyodide>}
 */
async function load(options, onCompiled, around = (createModule) => createModule) {
  /** @type {[typeof import("pyodide"), { default: CreateModule }]} */
  const [{ loadPyodide }, { default: createModule }] = await Promise.all([
    import(`${base}${parts.interpreter}pyodide.mjs`),
    import(`${base}${parts.interpreter}pyodide.asm.mjs`),
  ]);
  const always = { indexURL: base + parts.interpreter, checkAPIVersion: true };
  return loadPyodide(
    /** @type {object} */ ({
      ...always,
      ...options,
      createPyodideModule: noted(around(telling(createModule, onCompiled))),
    }),
  );
}

/**
 * Where Python keeps the address of the WebAssembly function that calls C functions for it; without one it takes a way
 * through JavaScript, several times slower. Each instance has its own: a picture's is that of the build.
 * @param {Module} module
 */
function trampolinePlace({ HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET }) {
  return (__PyRuntime + HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4]) / 4;
}

/** @param {Prepared} prepared @param {() => void} onCompiled */
export async function fromSnapshot({ snapshot, noLibrary, lock }, onCompiled) {
  const picture = createPicture(snapshot);
  const arrived = pieces(snapshot.file, picture.add);
  arrived.catch(() => {});
  // The loader restores a memory of which it gets the header alone: the rest is there already.
  const options = { _loadSnapshot: headerOf(snapshot), stdLibURL: base + noLibrary, lockFileContents: lock };
  return load(options, onCompiled, (createModule) => async (settings) => {
    const module = await createModule(settings);
    const used = module.HEAPU8.length;
    const place = trampolinePlace(module);
    const trampoline = module.HEAP32[place];
    module.growMemory(snapshot.bytes);
    picture.developIn(module.HEAPU8, used);
    await arrived;
    picture.check();
    module.HEAP32[place] = trampoline;
    return module;
  });
}

/** @param {Prepared} prepared @param {() => void} onCompiled */
export async function fromLibrary({ library, application, modules, lock }, onCompiled) {
  /** @type {Promise<Uint8Array> | undefined} */
  let packages;
  // Not before the interpreter's own files, which it needs first: it begins while this is on its way.
  const fetchPackages = () => {
    onCompiled();
    packages = fetched(application).then(async (response) => new Uint8Array(await response.arrayBuffer()));
    packages.catch(() => {});
  };
  // The seed of hashes is the build's: some of the texts that are ready-made hold one.
  const env = { PYTHONPATH: APPLICATION, PYTHONHASHSEED: "0" };
  const options = { stdLibURL: base + library, lockFileContents: lock, env };
  const pyodide = await load(options, fetchPackages);
  if (!packages) throw new Error("the interpreter began without its module");
  pyodide.FS.writeFile(APPLICATION, await packages, { canOwn: true });
  // Python has looked there already, and found nothing.
  const looked = pyodide.pyimport("sys.path_importer_cache");
  if (looked.has(APPLICATION)) looked.delete(APPLICATION);
  looked.destroy();
  const readyMade = pyodide.pyimport("cif_emulator_ready");
  readyMade.begin(APPLICATION);
  // One after the other, so that the page stays alive meanwhile.
  let begun = performance.now();
  for (const name of modules) {
    pyodide.pyimport(name).destroy();
    if (performance.now() - begun < LONGEST_TURN_MS) continue;
    await aTurnForThePage();
    begun = performance.now();
  }
  const missed = readyMade.end();
  if (missed) console.info(`[cif-emulator] The build has not made ready, though it could: ${missed}.`);
  readyMade.destroy();
  return pyodide;
}

/** As published, with its own library. @param {() => void} onCompiled */
export function bare(onCompiled) {
  return load({}, onCompiled);
}

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
