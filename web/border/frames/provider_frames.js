/**
 * The iframes of channel providers, which the view draws: in whose frame a window stands, and which are gone.
 */
import { leave, lostConnections } from "../calls/connections.js";

/** @returns {HTMLIFrameElement[]} */
export function providerFrames() {
  return [...document.querySelectorAll("iframe")].filter((frame) => frame.dataset.provider);
}

/**
 * The provider's iframe that a window stands in, however deep.
 * @param {Window} sender
 */
export function frameOf(sender) {
  const frames = providerFrames();
  /** @type {Window | null} */
  let candidate = sender;
  while (candidate && candidate !== window) {
    const found = frames.find((frame) => frame.contentWindow === candidate);
    if (found) return found;
    if (candidate.parent === candidate) return null;
    candidate = candidate.parent;
  }
  return null;
}

/** @param {HTMLIFrameElement} frame */
export function providerOf(frame) {
  return frame.dataset.provider ?? "";
}

/** To be called when the page has been drawn: frames may be gone. */
export function lookAtFrames() {
  for (const connection of lostConnections()) leave(connection);
}
