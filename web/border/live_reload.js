/**
 * Live reload: the server says what has changed of the files behind it, and the page loads that anew: a frame, or the
 * configuration, while its sessions go on (`cli/live_reload.py`).
 *
 * Of all pages that are open one listens to the server and tells the others, for browsers allow six connections to a host.
 */
import { base } from "./boot/boot_manifest.js";
import { hideNotUsed, showNotUsed } from "../view/not_used.js";

/**
 * @typedef {object} ServerState
 * @property {string} run another one for each server
 * @property {string} configuration its tag
 * @property {string} error why the files as they are now cannot be used; empty where they can
 * @property {number} webResources how often they have changed
 * @property {Record<string, number>} providers how often the files behind a provider's page have changed
 */

const NAME = `cif-emulator live reload ${base}`;
/** What a page asks that has just begun to listen. */
const TELL_ME = "tell me";
/** A server that answers with an error is asked again after this time. */
const AGAIN_AFTER_MS = 5_000;

/** @type {(() => Promise<void>) | null} */
let renew = null;
/** @type {ServerState | null} */
let known = null;
/** @type {ServerState | null} */
let next = null;
let isBusy = false;
/** The error that the page has told. */
let told = "";

/**
 * Follows what the server says, if it watches its files.
 * @param {() => { tag: string, liveReload: string } | null} running what the page runs with
 * @param {() => Promise<void>} takeConfiguration goes on with the configuration as the server has it now
 */
export function followServer(running, takeConfiguration) {
  const address = running()?.liveReload;
  const isFollowing = renew !== null;
  renew = takeConfiguration;
  if (!address || isFollowing) return;
  listen(base + address, (state) => {
    next = state;
    if (!isBusy) void meet(running);
  });
}

/** @param {string} address @param {(state: ServerState) => void} take */
function listen(address, take) {
  const others = new BroadcastChannel(NAME);
  /** What the server said last, on the page that listens to it. */
  let last = "";
  others.onmessage = ({ data }) => {
    if (data !== TELL_ME) take(JSON.parse(data));
    else if (last) others.postMessage(last);
  };
  function connect() {
    const source = new EventSource(address);
    source.onmessage = ({ data }) => {
      last = data;
      others.postMessage(data);
      take(JSON.parse(data));
    };
    // One that has gone is asked again by the browser.
    source.onerror = () => void (source.readyState === EventSource.CLOSED && setTimeout(connect, AGAIN_AFTER_MS));
  }
  // Only secure contexts have locks; without them each page listens itself.
  if (!navigator.locks) return connect();
  void navigator.locks.request(NAME, () => {
    connect();
    // Held as long as the page lives.
    return new Promise(() => {});
  });
  others.postMessage(TELL_ME);
}

/** @param {() => { tag: string } | null} running */
async function meet(running) {
  isBusy = true;
  while (next) {
    const state = next;
    next = null;
    await take(state, running()?.tag ?? "");
  }
  isBusy = false;
}

/** @param {ServerState} state @param {string} tag of the configuration that the page runs with */
async function take(state, tag) {
  let error = state.error && `${state.error}\nThe workspace keeps the last configuration that was right.`;
  if (state.configuration && state.configuration !== tag) {
    try {
      await renew?.();
      console.info("[cif-emulator] The workspace has taken over the changed configuration.");
    } catch (thrown) {
      error ||= `The new configuration cannot be used: ${/** @type {Error} */ (thrown).message}`;
    }
  }
  if (error !== told) tell(error);
  reloadFrames(state, known ?? state);
  known = state;
}

/** @param {string} error empty for none any more */
function tell(error) {
  told = error;
  if (!error) return hideNotUsed();
  console.error(`[cif-emulator] ${error}`);
  showNotUsed(error);
}

/** @param {ServerState} state @param {ServerState} before */
function reloadFrames(state, before) {
  // What another server has counted says nothing.
  const isOther = state.run !== before.run;
  const resources = `${base}webresources/`.toLowerCase();
  for (const frame of document.querySelectorAll("iframe")) {
    const isResource = frame.src.toLowerCase().startsWith(resources);
    const { provider = "" } = frame.dataset;
    const isChanged =
      (isResource && (isOther || state.webResources !== before.webResources)) ||
      (provider in state.providers && (isOther || state.providers[provider] !== before.providers[provider]));
    if (isChanged) frame.setAttribute("src", frame.getAttribute("src") ?? "");
  }
}
