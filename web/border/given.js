/**
 * Pages of channel providers on the workspace's own origin may expect `Microsoft.CIFramework` to be there without
 * loading anything (`client-habits.md` 1): it is put into their window before their first script runs. A page that
 * loads the library replaces it by the library's.
 */
import { CIFRAMEWORK, nativeError, nativeResult, tellRefusal } from "./answers.js";
import { carry } from "./connections.js";
import { argumentsText } from "./decoder.js";
import { whenSettled } from "./deferred.js";
import { admit, noteEvents } from "./frames.js";
import { Handlers, handlerChange } from "./handlers.js";
import { providerFrames, providerOf } from "./provider_frames.js";

/** @import { MethodDescription } from "./namespaces.js" */

/** @typedef {Window & typeof globalThis & { Microsoft?: Record<string, any> }} Page */

/** @type {WeakSet<HTMLIFrameElement>} */
const looked = new WeakSet();
/** The windows that have an object of ours, and what lets their page in. @type {WeakMap<Page, () => void>} */
const given = new WeakMap();

/**
 * To be called when the page has been drawn, in the same task: the pages of new frames have not begun yet.
 * @param {MethodDescription[]} methods
 */
export function giveToFrames(methods) {
  for (const frame of providerFrames()) {
    if (looked.has(frame) || new URL(frame.src).origin !== location.origin) continue;
    looked.add(frame);
    give(frame, methods);
    frame.addEventListener("load", () => {
      // A page that the frame has gone on to has a window of its own.
      give(frame, methods);
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

/** @param {HTMLIFrameElement} frame @param {MethodDescription[]} methods */
function give(frame, methods) {
  const page = pageOf(frame);
  if (!page) return;
  const { object, hello } = createObject(frame, page, methods);
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
  hello();
  page.dispatchEvent(new page.Event("CIFInitDone"));
}

/**
 * @param {HTMLIFrameElement} frame
 * @param {Page} page
 * @param {MethodDescription[]} methods
 */
function createObject(frame, page, methods) {
  const name = crypto.randomUUID();
  const handlers = new Handlers();
  const provider = providerOf(frame);
  const sender = { window: page, origin: location.origin, frame, provider };
  const hello = () => admit(name, sender, { handlers, realm: page });

  /** @param {MethodDescription} method */
  function methodFunction({ name: method, gives }) {
    /** @param {string} answer */
    const settled = (answer) => {
      if (answer[0] === "=") return nativeResult(answer, gives, page);
      const error = nativeError(answer.slice(1), publicFunction, page);
      tellRefusal(error);
      throw error;
    };
    const publicFunction = {
      /** @param {unknown[]} args */
      [method](...args) {
        return new page.Promise((resolve, reject) => {
          const change = handlerChange(handlers, method, args);
          const text = change?.text ?? argumentsText(args);
          const admitted = hello();
          const answer = admitted === "=" ? carry(provider, sender.origin, method, text) : admitted;
          /** @param {string} final */
          const settle = (final) => {
            try {
              resolve(settled(final));
            } catch (error) {
              reject(error);
            }
          };
          if (answer[0] === "?") return whenSettled(answer.slice(1), settle);
          if (answer[0] === "=") {
            change?.apply();
            noteEvents(method, text, page);
          }
          settle(answer);
        });
      },
    }[method];
    return publicFunction;
  }

  return { object: Object.fromEntries(methods.map((each) => [each.name, methodFunction(each)])), hello };
}
