/**
 * Where the workspace should be: the windows around this page, and the origin that the page names for it
 * (`ciframework.md` 1.2).
 */
import { isLoopback } from "../border/boot/loopback.js";

/**
 * `origins` are tried in their order; `said` is what names the first of them, for messages. `isExplicit` unless it is
 * concluded from where the library or this page come from.
 * @typedef {{ origins: string[], said: string, isExplicit: boolean }} Expectation
 */

/** @param {string | null | undefined} address */
function originOf(address) {
  try {
    const { origin } = new URL(address ?? "");
    return origin === "null" ? "" : origin;
  } catch {
    return "";
  }
}

/** The tag that loaded this script: the one that runs it, else the one that is marked as such. */
function ownTag() {
  const running = document.currentScript;
  if (running instanceof HTMLScriptElement) return running;
  const marked = document.querySelector("script[data-cifid=CIFMainLibrary]");
  return marked ?? document.querySelector('script[src*="msdyn_cilibrary.js" i]');
}

/** A parameter of this page's address, in any letter case. @param {string} name */
function parameter(name) {
  for (const [key, value] of new URLSearchParams(location.search)) if (key.toLowerCase() === name) return value;
  return "";
}

/**
 * Which origin the workspace should have. To be asked while the script evaluates: later its tag is not known.
 * @returns {Expectation}
 */
export function expectedOrigin() {
  const tag = ownTag();
  const marked = document.querySelector("script[data-cifid=CIFMainLibrary][data-crmurl]");
  const url = tag?.getAttribute("data-crmurl") ?? marked?.getAttribute("data-crmurl");
  if (url) return { origins: [originOf(url)], said: `data-crmurl="${url}"`, isExplicit: true };
  const library = parameter("ucilib");
  if (originOf(library)) return { origins: [originOf(library)], said: `ucilib=${library}`, isExplicit: true };
  const source = originOf(tag?.getAttribute("src") && /** @type {HTMLScriptElement} */ (tag).src);
  const referrer = originOf(document.referrer);
  return {
    origins: [...new Set([source, referrer])].filter(Boolean),
    said: source ? "the library's address" : "document.referrer",
    isExplicit: false,
  };
}

/**
 * Whether two origins are one server on this machine under two of its names: `localhost` and `127.0.0.1`.
 * @param {string} one
 * @param {string} other
 */
export function isSameMachine(one, other) {
  const [first, second] = [new URL(one), new URL(other)];
  return (
    isLoopback(first.hostname) &&
    isLoopback(second.hostname) &&
    first.protocol === second.protocol &&
    first.port === second.port
  );
}

/** The windows around this one, from the innermost out, with their origins where the browser tells them. */
export function surroundings() {
  const told = location.ancestorOrigins;
  const around = [];
  for (let inner = window; inner !== inner.parent; inner = /** @type {any} */ (inner.parent)) {
    around.push({ window: inner.parent, origin: told?.[around.length] ?? "" });
  }
  return around;
}
