/**
 * Pyodide 314.x, with Python 3.14.
 */

/** @typedef {import("./adapter.js").CreateModule} CreateModule */

/** "I/O error", as Emscripten numbers it. */
const EIO = 29;

/**
 * @typedef {object} Module
 * @property {(bytes: number) => void} growMemory
 * @property {Uint8Array} HEAPU8
 * @property {Int32Array} HEAP32
 * @property {number} __PyRuntime
 * @property {number} __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET
 */

/**
 * @param {CreateModule} createModule
 * @param {Promise<WebAssembly.Module>} compiled
 * @returns {CreateModule}
 */
const withModule = (createModule, compiled) => (settings) => {
  const { instantiateWasm } = settings;
  settings.instantiateWasm = (imports, done) => {
    // Who has given the promise looks at its failure, too.
    compiled.then(
      (module) => instantiateWasm(imports, done, module),
      () => {},
    );
    // The instance comes later.
    return {};
  };
  return createModule(settings);
};

/**
 * Where Python keeps the address of the WebAssembly function that calls C functions; without one it calls them through
 * JavaScript, several times slower. Each instance has its own: a snapshot contains that of the build.
 * @param {Module} module
 */
function trampolinePlace({ HEAP32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET }) {
  return (__PyRuntime + HEAP32[__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET / 4]) / 4;
}

/**
 * @param {CreateModule} createModule
 * @param {import("./adapter.js").MemoryImage} image
 * @returns {CreateModule}
 */
const fromMemory = (createModule, image) => async (settings) => {
  /** @type {Module} */
  const module = await createModule(settings);
  const used = module.HEAPU8.length;
  const place = trampolinePlace(module);
  const trampoline = module.HEAP32[place];
  module.growMemory(image.bytes);
  await image.fill(module.HEAPU8, used);
  module.HEAP32[place] = trampoline;
  return module;
};

/** @type {import("./adapter.js").Release} */
export const release314 = {
  loadOptions(createModule, { module, image } = {}) {
    const create = module ? withModule(createModule, module) : createModule;
    if (!image) return { createPyodideModule: create };
    // The loader gets the header alone: the memory itself is restored already.
    return { createPyodideModule: fromMemory(create, image), _loadSnapshot: image.header };
  },

  onFatal(pyodide, tell) {
    /** @type {any} */ (pyodide)._api.on_fatal = tell;
  },

  memorySize(pyodide) {
    /** @type {Module} */
    const module = /** @type {any} */ (pyodide)._module;
    return () => module.HEAPU8.length;
  },

  beforeReading({ FS }, path, provide) {
    const { node } = FS.lookupPath(path, {});
    const { read } = node.stream_ops;
    /** @type {(stream: object, buffer: Uint8Array, offset: number, length: number, position: number) => number} */
    const provided = (stream, buffer, offset, length, position) => {
      try {
        provide(position, position + length);
      } catch (thrown) {
        console.error(`[cif-emulator] ${path} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`);
        throw new FS.ErrnoError(EIO);
      }
      return read(stream, buffer, offset, length, position);
    };
    node.stream_ops = { ...node.stream_ops, read: provided };
  },

  snapshotOptions: { _makeSnapshot: true },

  takeSnapshot(pyodide) {
    /** @type {Uint8Array} */
    const snapshot = /** @type {any} */ (pyodide).makeMemorySnapshot();
    // The second number of the header says where the memory begins.
    const [, begin] = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2);
    return { header: snapshot.subarray(0, begin), memory: snapshot.subarray(begin) };
  },
};
