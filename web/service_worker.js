/**
 * Keeps one version of a static site, so that the workspace starts without a network.
 *
 * A version is taken whole or not at all: it has a cache of its own, and a page is answered from the version that it
 * began with. A new version waits until no page uses the old one, or takes over when the only page is loaded again.
 */

/** @typedef {{ version: string, common: string[], snapshot: string[], library: string[] }} Site */

/**
 * A worker's own types cannot be had beside a page's.
 * @typedef {object} WorkerEvent
 * @property {(work: Promise<unknown>) => void} waitUntil
 * @property {(answer: Promise<Response>) => void} respondWith
 * @property {Request} request
 * @property {unknown} data
 */

const worker = /** @type {any} */ (self);

/** What the command `cif-emulator build` has written. @type {Site} */
const site = /** @type {any} */ ("the site's files");

const scope = worker.registration.scope;
const PREFIX = `cif-emulator ${scope} `;
const CACHE = PREFIX + site.version;
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Names with a hash of their content: who has one has it for ever. */
const CONTENT_HASHED = /-[A-Z0-9]{8}(\.\w+$|\/)/;

/** What this place starts from; the rest is fetched when somebody asks for it. */
const files = [...site.common, ...(LOOPBACK.test(worker.location.hostname) ? site.snapshot : site.library)];

/** @param {string} file */
const address = (file) => new URL(file, scope).href;

/** Takes over from an earlier version what has not changed, and fetches the rest. @param {Cache} cache @param {string} file */
async function keep(cache, file) {
  const hashed = CONTENT_HASHED.test(file);
  const known = hashed ? await caches.match(address(file)) : undefined;
  const response = known ?? (await fetch(address(file), { cache: hashed ? "default" : "no-cache" }));
  if (!response.ok) throw new Error(`${file}: the server answered ${response.status}`);
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
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** @param {Request} request */
async function answer(request) {
  if (request.mode === "navigate" && worker.registration.waiting && (await worker.clients.matchAll()).length < 2) {
    // The only page is being loaded: the new version takes over, and the page is loaded once more from it.
    worker.registration.waiting.postMessage("take over");
    return new Response("", { headers: { Refresh: "0" } });
  }
  const cache = await caches.open(CACHE);
  const { origin, pathname } = new URL(request.url);
  return (await cache.match(origin + pathname)) ?? fetch(request);
}

worker.addEventListener("install", (/** @type {WorkerEvent} */ event) => event.waitUntil(install()));
worker.addEventListener("activate", (/** @type {WorkerEvent} */ event) => event.waitUntil(activate()));
worker.addEventListener("message", (/** @type {WorkerEvent} */ event) => {
  if (event.data === "take over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (/** @type {WorkerEvent} */ event) => {
  if (event.request.method === "GET" && event.request.url.startsWith(scope)) event.respondWith(answer(event.request));
});
