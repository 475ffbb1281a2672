/**
 * Starts the interpreter with the emulator inside, step by step, and connects Python's functions.
 */
import { bare, fromLibrary, fromSnapshot, installWheels } from "./interpreter.js";
import { aTurnForThePage, inTurns } from "./long_work.js";
import { createRecords } from "./prepared_records.js";
import { installUserWheels } from "./user_wheels.js";
import { fetchConfiguration } from "./configuration.js";
import { mayFetchAtOnce, parts, route } from "./boot_manifest.js";
import { isLoopback } from "./loopback.js";
import { releaseOf } from "../../pyodide/adapter.js";

/** @typedef {import("./interpreter.js").Pyodide} Pyodide */
/** @typedef {import("../../generated/types").Bridge} Python */

/** A step without progress for this long has failed: some failures inside the loader never settle. */
const STALLED_AFTER_MS = 90_000;

/** A failed start: which step, why, and what the reader can do. */
export class Failed extends Error {
  /** @param {string} what @param {string} why @param {string[]} todo */
  constructor(what, why, todo) {
    super(`The workspace did not start. ${what}: ${why}`);
    this.title = "The workspace did not start";
    this.what = what;
    this.why = why;
    this.todo = todo;
  }

  /** @param {unknown} thrown */
  static from(thrown) {
    if (thrown instanceof Failed) return thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failed("Starting the workspace", why, ["Reload the page."]);
  }
}

/** The share of the progress bar before the records are loaded. */
const OPENING_FROM = 0.75;

/** The smallest module: tells whether WebAssembly may run at all. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

async function checkWebAssembly() {
  if (typeof WebAssembly !== "object") {
    throw new Error("this browser has no WebAssembly");
  }
  try {
    // At once: the start would wait until the browser comes to it.
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (thrown) {
    throw new Error(`WebAssembly is refused (${thrown instanceof Error ? thrown.message : thrown})`);
  }
}

/**
 * Runs one step of the start; a step that fails or stalls is named in the failure.
 * @template T
 * @param {string} what
 * @param {string[]} todo
 * @param {(moved: () => void) => Promise<T>} run is given a function to call when it has moved on
 * @returns {Promise<T>}
 */
async function step(what, todo, run) {
  let watchdog = 0;
  let moved = () => {};
  const stalled = new Promise((_, reject) => {
    const tooLong = () => reject(new Error(`nothing has happened for ${STALLED_AFTER_MS / 1000} seconds`));
    moved = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(tooLong, STALLED_AFTER_MS);
    };
    moved();
  });
  try {
    return /** @type {T} */ (await Promise.race([run(moved), stalled]));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    // Of a Python traceback only the last line says what was wrong.
    throw new Failed(what, why.trim().split("\n").at(-1) ?? why, todo);
  } finally {
    clearTimeout(watchdog);
  }
}

const SERVED = [
  "Check that the page is served by `cif-emulator serve` and that the server is still running.",
  "Reload the page.",
];
const WHEELS = ["Correct the wheels that the configuration names, then reload the page.", ...SERVED];
const ALLOWED = [
  "Check that the page's policy allows 'wasm-unsafe-eval' and that .wasm files are served as application/wasm, .mjs files as text/javascript.",
  "Try a current Chrome, Edge, Firefox or Safari.",
];

/**
 * The interpreter, in a step of its own.
 * @param {() => Promise<Pyodide>} load
 * @param {(thrown: unknown) => void} onEnd
 */
function interpreter(load, onEnd) {
  return step("Loading the Python interpreter", [...ALLOWED, ...SERVED], async () => {
    const started = await load();
    releaseOf(started.version).onFatal(started, onEnd);
    return started;
  });
}

/**
 * The interpreter from what the build has prepared; nothing, with a warning on the console, if that fails.
 * @param {(thrown: unknown) => void} onEnd
 * @param {() => void} onArrived called when a network has no more to bring of it
 */
async function prepared(onEnd, onArrived) {
  if (route === "ordinary" || !parts.prepared) return undefined;
  const { prepared } = parts;
  try {
    const pyodide = await interpreter(
      () => (route === "snapshot" ? fromSnapshot(prepared) : fromLibrary(prepared, onArrived)),
      onEnd,
    );
    pyodide.pyimport("cif_emulator.page").destroy();
    return pyodide;
  } catch (thrown) {
    const why = thrown instanceof Failed ? thrown.why : thrown;
    console.warn(
      `[cif-emulator] The prepared runtime (${route}) cannot be used: ${why}. The page takes the ordinary route.`,
    );
    return undefined;
  }
}

/**
 * The interpreter as published, with the emulator installed from its wheels.
 * @param {(text: string, fraction: number) => void} progress
 * @param {(thrown: unknown) => void} onEnd
 */
async function ordinary(progress, onEnd) {
  const pyodide = await interpreter(bare, onEnd);
  progress("Installing the emulator", 0.7);
  await step("Installing the emulator", SERVED, () => installWheels(pyodide));
  return pyodide;
}

/**
 * What Python runs with now: `place` is where the records lie in the interpreter, or empty.
 * @typedef {import("./configuration.js").ServedConfiguration & { pyodide: Pyodide, place: string }} Running
 */

/** @type {Running | null} */
let running = null;

/** What has not arrived when the workspace has started. @type {() => Promise<void>} */
let arriveLater = async () => {};

/** Fetches what was left for after the start, and has it looked at; throws what is wrong with it. */
export const fetchLater = () => arriveLater();

/** @typedef {ReturnType<typeof createRecords>} Records */

/** Enough of a file of records to begin with. @param {string} name empty if there are none @param {boolean} isAgain */
async function firstRecords(name, isAgain) {
  if (!name) return null;
  // A site's service worker has no parts of files. Where something has gone wrong, all is looked at first.
  const mayBeginEarly = isLoopback(location.hostname) && !parts.serviceWorker && mayFetchAtOnce();
  const records = createRecords(name, mayBeginEarly && !isAgain);
  await step("Fetching the records", SERVED, records.fetchFirst);
  return records;
}

/**
 * @param {Records} records opened before all of them were there
 * @param {Pyodide} pyodide
 * @param {string} place
 */
async function rest(records, pyodide, place) {
  const isOpen = () => running?.pyodide === pyodide && running.place === place;
  try {
    await step("Fetching the records", SERVED, records.fetchRest);
    if (isOpen()) await records.check(pyodide, () => {});
  } catch (thrown) {
    if (isOpen()) throw thrown;
  }
}

/** The configuration that Python runs with. */
export const runningConfiguration = () => running;

/**
 * Fetches the configuration as it is now, and its records, and hands them to `use`. Throws what keeps the page from them.
 * @param {(text: string, place: string) => Promise<void>} use
 */
export async function renewConfiguration(use) {
  if (!running) throw new Error("the workspace is still starting");
  const { pyodide, wheels, records, place: before } = running;
  const found = await fetchConfiguration();
  if (found.wheels.join() !== wheels.join())
    throw new Error("its wheels are others now; reload the page to install them");
  const isSame = found.records === records;
  let place = before;
  if (found.records && !isSame) {
    const renewed = createRecords(found.records, false);
    await renewed.fetchFirst(() => {});
    place = renewed.place(pyodide);
    await renewed.check(pyodide, () => {});
  }
  await use(found.text, place);
  running = { ...found, pyodide, place };
  if (before && place !== before) pyodide.FS.unlink(before);
}

/**
 * The interpreter, and what it will run with; records may still be arriving.
 * @typedef {object} Arrived
 * @property {Pyodide} pyodide
 * @property {import("./configuration.js").ServedConfiguration} configuration
 * @property {Records | null} records
 * @property {boolean} isAgain whether this page has had an interpreter before
 */

/**
 * Fetches all that is needed, side by side. A wrong configuration is told at once; other downloads may be under way then.
 * @param {(text: string, fraction: number) => void} progress
 * @param {(thrown: unknown) => void} onEnd
 * @param {(origins: string[]) => void} permitEmbedders
 * @returns {Promise<Arrived>}
 */
async function fetchAll(progress, onEnd, permitEmbedders) {
  progress("Reading the configuration", 0.05);
  // A browser that is watched, by developer tools or a test tool, notes for each request the lines it was made from: for those of
  // the whole script, which still runs here, it would parse all of it once more.
  await null;
  const correct = ["Correct the file, then reload the page.", ...SERVED];
  const reading = step("Reading the configuration", correct, fetchConfiguration);
  let failed = false;
  reading.catch(() => (failed = true));
  await step("Checking the browser", ALLOWED, checkWebAssembly);
  progress("Loading the Python interpreter", 0.15);
  const unlessFailed = (/** @type {string} */ text, /** @type {number} */ fraction) =>
    void (failed || progress(text, fraction));
  let onArrived = () => {};
  /** @type {Promise<void>} */
  const arrived = new Promise((resolve) => void (onArrived = resolve));
  if (route !== "library") onArrived();
  const loading = prepared(onEnd, onArrived).then((found) => found ?? ordinary(unlessFailed, onEnd));
  const isAgain = running !== null;
  const fetching = reading.then(async (configuration) => {
    permitEmbedders(configuration.embedOrigins);
    // They come while the interpreter imports what has arrived before, and a network is idle.
    await Promise.race([arrived, loading]);
    return { configuration, records: await firstRecords(configuration.records, isAgain) };
  });
  const [found, pyodide] = await Promise.all([fetching, loading]);
  return { ...found, pyodide, isAgain };
}

/**
 * Opens the workspace: Python connects its functions.
 * @param {Arrived} arrived
 * @param {(kind: import("../../generated/types").ToldKind, text: string) => void} tell
 * @param {string} pageId
 * @param {(text: string, share: number) => void} progress
 * @param {() => void} moved
 * @returns {Promise<Python>}
 */
async function openWorkspace({ pyodide, configuration, records, isAgain }, tell, pageId, progress, moved) {
  /** @type {Python | undefined} */
  let connected;
  pyodide.registerJsModule("cif_emulator_border", {
    tell,
    fromEntries: Object.fromEntries,
    /** @param {Python} python */
    connect: (python) => void (connected = python),
  });
  const page = pyodide.pyimport("cif_emulator.page");
  const place = records ? records.place(pyodide) : "";
  running = { ...configuration, pyodide, place };
  arriveLater = async () => {};
  if (records?.isWhole()) await records.check(pyodide, moved);
  else if (records) arriveLater = () => rest(records, pyodide, place);
  const steps = page.starting(configuration.text, pageId, place, isAgain);
  try {
    await inTurns(steps, (text, share) => {
      moved();
      progress(text, share);
    });
  } catch (thrown) {
    // Python knows no more than that a file could not be read.
    throw records?.whyUnread() ?? thrown;
  }
  steps.destroy();
  page.destroy();
  return /** @type {Python} */ (/** @type {unknown} */ (connected));
}

/**
 * @param {(kind: import("../../generated/types").ToldKind, text: string) => void} tell called with each message of Python
 * @param {string} pageId unique per page load
 * @param {(text: string, fraction: number) => void} progress
 * @param {(thrown: unknown) => void} onEnd called when the interpreter has ended
 * @param {(origins: string[]) => void} [permitEmbedders] is given the origins whose pages may drive the workspace
 * @returns {Promise<Python>}
 */
export async function startPython(tell, pageId, progress, onEnd, permitEmbedders = () => {}) {
  const arrived = await fetchAll(progress, onEnd, permitEmbedders);
  const { wheels } = arrived.configuration;
  if (wheels.length > 0) {
    progress("Installing your wheels", 0.8);
    await step("Installing your wheels", WHEELS, () => installUserWheels(arrived.pyodide, wheels));
  }
  progress("Opening the workspace", OPENING_FROM);
  // What follows may be a long piece of work.
  await aTurnForThePage();
  const opening = (/** @type {string} */ text, /** @type {number} */ share) =>
    progress(text, OPENING_FROM + (1 - OPENING_FROM) * share);
  return step("Opening the workspace", SERVED, (moved) => openWorkspace(arrived, tell, pageId, opening, moved));
}
