/**
 * What the page is started from, which of the three ways is taken, and the downloads that begin with the page.
 *
 * - `snapshot`: the memory of an interpreter in which all is imported already. The fastest, but the most bytes: on the
 *   machine itself.
 * - `library`: a bare interpreter with compiled modules, and only those that the page needs. Over a network.
 * - `ordinary`: a bare interpreter as its project publishes it, into which micropip installs the emulator's wheels.
 *
 * The first two are prepared by the build and belong to one interpreter and to certain wheels.
 */
import { isLoopback } from "./loopback.js";

/** @typedef {"snapshot" | "library" | "ordinary"} Way */

/**
 * What the build has prepared; `interpreter` and `wheels` say from what. `modules` are the application's, each after those
 * that it imports.
 * @typedef {object} Prepared
 * @property {{ version: string }} interpreter
 * @property {Record<string, string>} wheels
 * @property {import("./memory_snapshot.js").Snapshot} snapshot
 * @property {string} library
 * @property {string} noLibrary
 * @property {string} application
 * @property {string[]} modules
 * @property {object} lock
 */

/**
 * `wheels` has the files in the order of installation, each with the hash of its content.
 * @typedef {object} Parts
 * @property {string} interpreter
 * @property {string} version
 * @property {Record<string, string>} wheels
 * @property {Prepared | null} prepared
 * @property {string} [serviceWorker] of a static site
 */

const WAYS = /** @type {const} */ (["snapshot", "library", "ordinary"]);

export const base = new URL("./", document.baseURI).href;

/** @type {Parts} */
export const parts = JSON.parse(document.getElementById("boot-parts")?.textContent ?? "null");

/** @param {string} text */
const complain = (text) => console.info(`[cif-emulator] ${text}`);

/** Why what is prepared cannot be used, or nothing. @param {Parts} parts */
function mismatch({ prepared, version, wheels }) {
  if (!prepared) return "nothing is prepared";
  if (prepared.interpreter?.version !== version) {
    return `it was prepared for Pyodide ${prepared.interpreter?.version}, and this is ${version}`;
  }
  const names = [...new Set([...Object.keys(wheels), ...Object.keys(prepared.wheels ?? {})])];
  const changed = names.find((name) => wheels[name] !== prepared.wheels?.[name]);
  if (changed) return `it was prepared from another ${changed}`;
  const files = [prepared.snapshot?.file, prepared.library, prepared.noLibrary, prepared.application];
  return files.every((file) => typeof file === "string") ? "" : "the list of its files is not complete";
}

/** @returns {Way} */
function chooseWay() {
  const wish = new URLSearchParams(location.search).get("boot");
  const known = WAYS.find((way) => way === wish);
  if (wish !== null && !known) complain(`?boot=${wish} is no way to start; there are ${WAYS.join(", ")}.`);
  if (known === "ordinary") return known;
  const reason = mismatch(parts);
  if (reason) {
    complain(`The prepared runtime is not used: ${reason}. The page starts the ordinary way, which takes longer.`);
    return "ordinary";
  }
  return known ?? (isLoopback(location.hostname) ? "snapshot" : "library");
}

export const way = chooseWay();

/** @type {Map<string, Promise<Response>>} */
const begun = new Map();

/**
 * The answer for a file of the page's; one that is under way already is used, once. Throws why there is no good one.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function fetched(path, options) {
  const early = begun.get(path);
  begun.delete(path);
  const response = await (early ?? fetch(base + path, options)).catch((thrown) => {
    throw new Error(`${path} could not be fetched (${thrown instanceof Error ? thrown.message : thrown})`);
  });
  if (response.ok) return response;
  const text = (await response.text()).slice(0, 2000);
  let why = `the server answered ${response.status} for ${path}`;
  try {
    why = JSON.parse(text).error ?? why;
  } catch {
    // Not the server's own explanation.
  }
  throw new Error(why);
}

/** @param {string} path @param {RequestInit} [options] */
function begin(path, options) {
  const response = fetch(base + path, options);
  // Whoever waits for it learns of a failure.
  response.catch(() => {});
  begun.set(path, response);
}

/** @type {RequestInit} */
export const ASK_AGAIN = { cache: "no-cache" };

/** Begins what is needed on the chosen way and not in the page's own hints. */
export function beginDownloads() {
  begin("config.json", ASK_AGAIN);
  const { prepared } = parts;
  if (!prepared || way === "ordinary") return;
  if (way === "snapshot") return begin(prepared.snapshot.file);
  // The interpreter's own loader asks for its library, by address.
  const hint = Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin: "anonymous" });
  hint.href = base + prepared.library;
  document.head.append(hint);
}
