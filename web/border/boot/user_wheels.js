/**
 * The user's own packages, which micropip installs before the workspace opens.
 */
import { APPLICATION, loadInstaller } from "./interpreter.js";
import { ASK_AGAIN, base, fetched, parts } from "./boot_manifest.js";

/** @typedef {import("./interpreter.js").Pyodide} Pyodide */

/** Where the interpreter has its standard library, as published: all of it in one archive. */
const LIBRARY = "python_stdlib.zip";

/** @param {string} path */
async function content(path) {
  const response = await fetched(path, ASK_AGAIN);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Restores what a prepared interpreter lacks: the rest of the standard library, the files of the page's own packages.
 * @param {Pyodide} pyodide
 */
async function complete(pyodide) {
  const names = Object.keys(parts.wheels);
  const [library, ...wheels] = await Promise.all(
    [parts.interpreter + LIBRARY, ...names.map((name) => `wheels/${name}`)].map(content),
  );
  const sys = pyodide.pyimport("sys");
  const paths = /** @type {string[]} */ (sys.path.toJs());
  sys.destroy();
  const place = paths.find((path) => /\/python\d+\.zip$/.test(path));
  if (!place) throw new Error("the interpreter names no archive of its standard library");
  pyodide.FS.writeFile(place, library);
  const files = names.map((name) => `/tmp/${name}`);
  for (const [index, wheel] of wheels.entries()) pyodide.FS.writeFile(files[index], wheel);
  const page = pyodide.pyimport("cif_emulator.page");
  page.complete_library(APPLICATION, files);
  page.destroy();
  for (const file of files) pyodide.FS.unlink(file);
}

/**
 * Requirements of the wheels must be among them or in the page: no index is asked.
 * @param {Pyodide} pyodide
 * @param {string[]} addresses
 */
export async function installUserWheels(pyodide, addresses) {
  if (!("micropip" in pyodide.loadedPackages)) await complete(pyodide);
  const installer = await loadInstaller(pyodide);
  const emulator = pyodide.pyimport("cif_emulator");
  // Packages require the published distribution; the page has it as a wheel with another name.
  installer.add_mock_package.callKwargs("cif-emulator", emulator.__version__, { modules: pyodide.toPy({}) });
  emulator.destroy();
  const wheels = addresses.map((address) => base + address.split("/").map(encodeURIComponent).join("/"));
  await installer.install.callKwargs(wheels, { index_urls: [] });
  installer.destroy();
}
