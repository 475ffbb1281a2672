/**
 * Caches one version of a static site, so that the workspace starts without a network.
 *
 * A version is cached completely or not at all: it has a cache of its own, and a page is answered from the version that it
 * began with. A new version waits until no page uses the old one, or takes over when the only page is loaded again.
 */

import { isLoopback } from "./border/boot/loopback.js";

/** @typedef {{ version: string, common: string[], snapshot: string[], library: string[], hashes: Record<string, string> }} Site */

/**
 * A worker's own types cannot be had beside a page's.
 * @typedef {object} WorkerEvent
 * @property {(work: Promise<unknown>) => void} waitUntil
 * @property {(answer: Promise<Response>) => void} respondWith
 * @property {Request} request
 * @property {unknown} data
 */

const worker = /** @type {any} */ (self);

/**
 * What the command `cif-emulator build` has written; `hashes` has the files whose names do not tell their content.
 * @type {Site}
 */
const site = /** @type {any} */ ("the site's files");

const scope = worker.registration.scope;
const PREFIX = `cif-emulator ${scope} `;
const CACHE = PREFIX + site.version;

/** What this origin starts from; the rest is fetched on demand. */
const files = [...site.common, ...(isLoopback(worker.location.hostname) ? site.snapshot : site.library)];

/** @param {string} file */
function address(file) {
  const url = new URL(scope);
  if (file !== "./") url.pathname += file.replaceAll("%", "%25");
  return url.href;
}

/** The site's file that an address is of, if it can be one. @param {string} url */
function fileAt(url) {
  const { origin, pathname } = new URL(url);
  try {
    const file = decodeURIComponent((origin + pathname).slice(scope.length));
    return file === "" || file === "index.html" ? "./" : file;
  } catch {
    return null;
  }
}

/**
 * Whether an answer is this version's: caches between here and the server may hold another version.
 * @param {string} file
 * @param {Response} response
 */
async function isOurs(file, response) {
  const wanted = site.hashes[file];
  if (!wanted) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === wanted;
}

/** Takes over from an earlier version what has not changed, and fetches the rest. @param {Cache} cache @param {string} file */
async function keep(cache, file) {
  const hashed = !(file in site.hashes);
  const known = hashed ? await caches.match(address(file)) : undefined;
  const response = known ?? (await fetch(address(file), { cache: hashed ? "default" : "no-cache" }));
  if (!response.ok) throw new Error(`${file}: the server answered ${response.status}`);
  if (!(await isOurs(file, response))) throw new Error(`${file} is of another version of the site`);
  await cache.put(address(file), response);
}

async function install() {
  try {
    const cache = await caches.open(CACHE);
    await Promise.all(files.map((file) => keep(cache, file)));
  } catch (thrown) {
    await caches.delete(CACHE);
    throw thrown;
  }
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)),
  );
  await worker.clients.claim();
}

/** Whether no other page of the site is open than the one that is being loaded; what it shows in frames is its own. */
async function isAlone() {
  /** @type {{ frameType: string }[]} */
  const pages = await worker.clients.matchAll();
  return pages.filter(({ frameType }) => frameType !== "nested").length < 2;
}

/** What is asked of the server for the pages that are open. @type {Set<AbortController>} */
const asked = new Set();

/** The server's answer, if it is of this version. @param {Request} request @param {string | null} file */
async function fromServer(request, file) {
  const asking = new AbortController();
  asked.add(asking);
  try {
    const response = await fetch(request, { signal: asking.signal });
    if (file === null || !response.ok || response.type !== "basic" || (await isOurs(file, response))) return response;
    return new Response(`${file} is of another version of the site: reload the page.\n`, { status: 409 });
  } finally {
    asked.delete(asking);
  }
}

/**
 * Has the new version take over, and loads the page from it.
 * Why the page asks, and asks late: docs/decisions/new-versions-of-a-site.md.
 */
const GIVES_WAY = `<!doctype html><meta name="color-scheme" content="light dark" />
<script>
  const again = () => location.reload();
  async function takeOver() {
    const registration = await navigator.serviceWorker.getRegistration();
    if (!registration?.waiting) return again();
    registration.waiting.postMessage("take over");
    setTimeout(again, 2000);
  }
  navigator.serviceWorker.addEventListener("controllerchange", again);
  addEventListener("load", () => setTimeout(takeOver, 200));
</script>`;

function giveWay() {
  // A worker is replaced once it has nothing left to answer: what the last page asked for is of no use to anybody.
  for (const asking of asked) asking.abort();
  return new Response(GIVES_WAY, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}

/** @param {Request} request */
async function answer(request) {
  if (request.destination === "document" && worker.registration.waiting && (await isAlone())) return giveWay();
  const file = fileAt(request.url);
  const kept = file !== null && (await caches.match(address(file), { cacheName: CACHE }));
  return kept || fromServer(request, file);
}

worker.addEventListener("install", (/** @type {WorkerEvent} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {WorkerEvent} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {WorkerEvent} */ event) => {
  if (event.data === "take over") event.waitUntil(worker.skipWaiting());
});
worker.addEventListener("fetch", (/** @type {WorkerEvent} */ event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) event.respondWith(answer(event.request));
});
