/**
 * The boot manifest: what the page starts from, and which of the three routes it takes.
 *
 * - `snapshot`: the memory of an interpreter with everything imported. The fastest, but the most bytes: used on the
 *   machine itself.
 * - `library`: a bare interpreter with only the modules that the page needs, compiled. Used over a network.
 * - `ordinary`: the interpreter as published, into which micropip installs the emulator's wheels.
 *
 * The build prepares the first two, for one release of the interpreter and exactly these wheels.
 */
import { isLoopback } from "./loopback.js";

/** @typedef {"snapshot" | "library" | "ordinary"} BootRoute */

/**
 * What the build has prepared; `interpreter` and `wheels` say from what. `modules` are the application's, in the order
 * of import; `later` has those of application and library that come when they are imported.
 * @typedef {object} Prepared
 * @property {{ version: string }} interpreter
 * @property {Record<string, string>} wheels
 * @property {import("./memory_snapshot.js").Snapshot} snapshot
 * @property {string} library
 * @property {string} noLibrary
 * @property {string} application
 * @property {{ file: string, modules: string[] }} later
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

const ROUTES = /** @type {const} */ (["snapshot", "library", "ordinary"]);

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
  const files = [
    prepared.snapshot?.file,
    prepared.library,
    prepared.noLibrary,
    prepared.application,
    prepared.later?.file,
  ];
  return files.every((file) => typeof file === "string") ? "" : "the list of its files is not complete";
}

/** @returns {BootRoute} */
function chooseRoute() {
  const wish = new URLSearchParams(location.search).get("boot");
  const known = ROUTES.find((route) => route === wish);
  if (wish !== null && !known) complain(`?boot=${wish} is no boot route; there are ${ROUTES.join(", ")}.`);
  if (known === "ordinary") return known;
  const reason = mismatch(parts);
  if (reason) {
    complain(`The prepared runtime is not used: ${reason}. The page takes the ordinary route, which is slower.`);
    return "ordinary";
  }
  return known ?? (isLoopback(location.hostname) ? "snapshot" : "library");
}

export const route = chooseRoute();

/**
 * The response for a file of the page. Throws the reason of a bad one.
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function fetched(path, options) {
  const response = await fetch(base + path, options).catch((thrown) => {
    throw new Error(`${path} could not be fetched (${thrown instanceof Error ? thrown.message : thrown})`);
  });
  if (response.ok) return response;
  const text = (await response.text()).slice(0, 2000);
  let why = `the server answered ${response.status} for ${path}`;
  try {
    why = JSON.parse(text).error ?? why;
  } catch {
    // The text is not the server's own explanation.
  }
  throw new Error(why);
}

/** @param {Response} response */
export const readerOf = (response) => /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();

/**
 * Reads on, piece by piece, until there is enough; tells whether that was all.
 * @param {ReadableStreamDefaultReader<Uint8Array>} reader
 * @param {(piece: Uint8Array) => void} add
 * @param {() => boolean} isEnough
 */
export async function readPieces(reader, add, isEnough = () => false) {
  while (!isEnough()) {
    const { done, value } = await reader.read();
    if (done) return true;
    add(value);
  }
  return false;
}

/**
 * Whether this page may make requests for which it stands still: a page around can forbid it. Only Chromium has such
 * a policy, and tells.
 */
export const mayFetchAtOnce = () =>
  /** @type {{ featurePolicy?: { allowsFeature: (name: string) => boolean } }} */ (
    document
  ).featurePolicy?.allowsFeature("sync-xhr") ?? true;

/**
 * The bytes of a file of the page, or those from `begin` to `end`, for callers that cannot wait: the page stands still
 * meanwhile. Throws as `fetched`.
 * @param {string} path
 * @param {{ begin: number, end: number }} [part]
 */
export function fetchedAtOnce(path, part) {
  const request = new XMLHttpRequest();
  // A browser's cache would have it wait for the whole file, which is on its way under the other name.
  request.open("GET", base + path + (part ? `?from=${part.begin}` : ""), false);
  if (part) request.setRequestHeader("Range", `bytes=${part.begin}-${part.end - 1}`);
  // The one way to bytes that such a request has.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch {
    throw new Error(`${path} could not be fetched`);
  }
  if (request.status !== (part ? 206 : 200)) throw new Error(`the server answered ${request.status} for ${path}`);
  const text = request.responseText;
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  if (part && bytes.length !== part.end - part.begin)
    throw new Error(`the server sent ${bytes.length} bytes of ${path} in place of ${part.end - part.begin}`);
  return bytes;
}

/** Puts what comes at need into the browser's cache, while nobody needs it: who does then does not wait for a network. */
export async function fetchAhead() {
  if (route !== "library" || !parts.prepared) return;
  const response = await fetch(base + parts.prepared.later.file, { priority: "low" }).catch(() => null);
  await response?.arrayBuffer().catch(() => {});
}

/** @type {RequestInit} */
export const ASK_AGAIN = { cache: "no-cache" };

/** Whether the page has nothing of its server but its own files: the playground's workspace. */
export const isBuiltIn = document.documentElement.dataset.configuration === "built-in";
