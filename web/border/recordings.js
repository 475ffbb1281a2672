/**
 * Posts what was done to the server, where that records (`cli/recorded_pages.py`): piece by piece as it goes, for a page may
 * end at any moment.
 */
import { base } from "./boot/boot_manifest.js";
import { randomId } from "./boot/random_id.js";
import { ask, whenAsked } from "./calls/supervisor.js";

/** Bytes: browsers send so much for a page that is gone. */
const MOST_AFTERWARDS = 64 * 1024;

/** A recording's part, under the recording's name. @typedef {{ name: string, text: string }} Piece */

/** Where pieces are posted; nothing where they are not. */
let address = "";
/** Another one for each start of the workspace. */
let id = "";
/** The piece on its way. @type {Piece | null} */
let underWay = null;
let isDue = false;

/** @param {string} [place] where the server takes recordings; nothing where it does not */
export function postRecordings(place) {
  if (!place) return;
  address ||= base + place;
  id = randomId();
  whenAsked((name) => {
    if (name === "recorded" || isDue || underWay) return;
    isDue = true;
    queueMicrotask(() => void post());
  });
  addEventListener("pagehide", postTheRest);
}

/** @returns {Piece | null} */
function news() {
  const { value } = ask("cifEmulator.recording", "recorded");
  if (!value) return null;
  const [number, text] = JSON.parse(value);
  return { name: `${id}-${number}`, text };
}

/** @param {string} text */
const size = (text) => new TextEncoder().encode(text).length;

/** @param {Piece} piece @param {boolean} [keepalive] whether it is sent even if the page goes */
const send = ({ name, text }, keepalive = size(text) < MOST_AFTERWARDS) =>
  fetch(`${address}/${name}`, { method: "POST", body: text, keepalive });

async function post() {
  isDue = false;
  while (address && !underWay && (underWay = news())) {
    try {
      const response = await send(underWay);
      if (!response.ok) throw new Error((await response.text()).trim());
    } catch (thrown) {
      address = "";
      console.error(`[cif-emulator] The recording ends here, for the server did not take it: ${thrown}`);
    }
    underWay = null;
  }
}

/** The page goes: nobody could be told any more of what fails. */
function postTheRest() {
  if (!address) return;
  let room = MOST_AFTERWARDS;
  for (const piece of [underWay, news()]) {
    if (!piece) continue;
    const text = fitting(piece.text, room);
    room -= size(text);
    // What is on its way and short enough arrives as it is.
    if (piece !== underWay || text !== piece.text) send({ ...piece, text }, true).catch(() => {});
  }
}

/** A piece's first steps, as many as there is room for. @param {string} text @param {number} room bytes */
function fitting(text, room) {
  if (size(text) <= room) return text;
  const piece = JSON.parse(text);
  const written = piece.steps.map((/** @type {object} */ step) => JSON.stringify(step));
  const kept = { ...piece, complete: false, steps: [] };
  let left = room - size(JSON.stringify(kept));
  const end = written.findIndex((/** @type {string} */ step) => (left -= size(step) + 1) < 0);
  return JSON.stringify({ ...kept, steps: end < 0 ? piece.steps : piece.steps.slice(0, end) });
}
