/**
 * Pages of channel providers on the workspace's own origin may expect `Microsoft.CIFramework` to be there without
 * loading anything (`client-habits.md` 1): it is put into their window before their first script runs. A page that
 * loads the library replaces it by the library's.
 */
import { namespaces } from "../../generated/contracts.js";
import { CIFRAMEWORK, refuseProvider } from "../values/responses.js";
import { awaited } from "../calls/deferred.js";
import { admit, frameCall } from "./frames.js";
import { Handlers } from "../calls/handlers.js";
import { createMethod } from "../calls/methods.js";
import { ask } from "../calls/supervisor.js";
import { providerFrames, providerOf } from "./provider_frames.js";
import { randomId } from "../boot/random_id.js";

/** @import { Rejections } from "../../generated/types" */
/** @typedef {Window & typeof globalThis & { Microsoft?: Record<string, any> }} Page */

/** @type {WeakSet<HTMLIFrameElement>} */
const looked = new WeakSet();
/** The windows that have an object of ours, and what lets their page in. @type {WeakMap<Page, () => void>} */
const given = new WeakMap();

const methods = namespaces.find(({ name }) => name === "CIFramework")?.methods ?? [];

/** To be called when the page has been drawn, in the same task: the pages of new frames have not begun yet. */
export function giveToFrames() {
  for (const frame of providerFrames()) {
    if (looked.has(frame) || new URL(frame.src).origin !== location.origin) continue;
    looked.add(frame);
    give(frame);
    frame.addEventListener("load", () => {
      // A page that the frame has gone on to has a window of its own.
      give(frame);
      announce(frame);
    });
  }
}

/** The frame's page, if it may be touched and has no such object yet. @param {HTMLIFrameElement} frame */
function pageOf(frame) {
  const page = /** @type {Page | null} */ (frame.contentWindow);
  try {
    return page && page.Microsoft?.CIFramework === undefined ? page : null;
  } catch {
    // Of another origin by now, or sandboxed.
    return null;
  }
}

/** @param {HTMLIFrameElement} frame */
function give(frame) {
  const page = pageOf(frame);
  if (!page) return;
  const { object, hello } = createObject(frame, page);
  page.Microsoft = { ...page.Microsoft, CIFramework: object };
  given.set(page, hello);
}

/**
 * The page is loaded: if it has not loaded the library, the object that it was given is ready.
 * @param {HTMLIFrameElement} frame
 */
function announce(frame) {
  const page = /** @type {Page | null} */ (frame.contentWindow);
  const hello = page && given.get(page);
  if (!page || !hello || page.Microsoft?.CIFramework?.[CIFRAMEWORK]) return;
  const status = answeredWith(page);
  if (status >= 400) return void ask("CIFramework", "frame_failed", providerOf(frame), status);
  hello();
  page.dispatchEvent(new page.Event("CIFInitDone"));
}

/** The status of the answer that the page came with, 0 where the browser does not tell it. @param {Page} page */
function answeredWith(page) {
  const [navigation] = page.performance.getEntriesByType("navigation");
  return /** @type {PerformanceNavigationTiming | undefined} */ (navigation)?.responseStatus ?? 0;
}

/** @param {HTMLIFrameElement} frame @param {Page} page */
function createObject(frame, page) {
  const name = randomId();
  const handlers = new Handlers();
  /** @type {Rejections | undefined} */
  let rejections;
  const sender = { window: page, origin: location.origin, frame, provider: providerOf(frame) };
  const hello = () => admit(name, sender, { handlers, realm: page });
  const methodFunction = createMethod(
    ({ name: method }, text = "[]") => {
      const admitted = hello();
      if (admitted.value) ({ rejections } = JSON.parse(admitted.value));
      return admitted.error ? admitted : awaited(frameCall(sender, name, method, text));
    },
    page,
    handlers,
    { refuse: (...refused) => refuseProvider(rejections)(...refused) },
  );
  return { object: Object.fromEntries(methods.map((method) => [method.name, methodFunction(method)])), hello };
}
