/**
 * The iframes of channel providers, which the view draws: whose frame a window is in, and which frames are gone.
 */
import { leave, lostConnections } from "../calls/connections.js";

/**
 * From a live list of the panel's: a search for each message of a flood takes longer than all else that is done about it, and
 * one through the whole page grows with its sessions.
 */
export function providerFrames() {
  const frames = document.getElementById("panel-stage")?.getElementsByTagName("iframe");
  return frames ? [...frames] : [];
}

/**
 * The provider's iframe that a window is in, at any depth.
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

/** Called after each drawing: frames may be gone. */
export function lookAtFrames() {
  for (const connection of lostConnections()) leave(connection);
}
