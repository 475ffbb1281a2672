/**
 * Links that hold a playground's texts, compressed, in their fragment, which browsers send to nobody.
 */

/** @typedef {{ script: string, configuration: string }} Texts */

const BEGIN = "#1.";
/** What is longer is no example any more. */
const MOST_CHARACTERS = 200_000;
const MOST_BYTES = 4 * MOST_CHARACTERS;
const PIECE = 0x8000;

/** @param {Uint8Array} bytes */
function toBase64Url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} text */
const fromBase64Url = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));

/** The fragment of a link. @param {Texts} texts */
export async function fragmentOf({ script, configuration }) {
  if (script.length + configuration.length > MOST_CHARACTERS) {
    throw new Error(
      `The texts are too long for a link: together they may have ${MOST_CHARACTERS.toLocaleString("en")} characters.`,
    );
  }
  const text = new Blob([JSON.stringify({ script, configuration })]);
  const compressed = text.stream().pipeThrough(new CompressionStream("deflate-raw"));
  return BEGIN + toBase64Url(new Uint8Array(await new Response(compressed).arrayBuffer()));
}

/**
 * The texts of a fragment; nothing for one that is no link of the playground's. Throws what is wrong with a link.
 * @param {string} fragment
 * @returns {Promise<Texts | null>}
 */
export async function textsOf(fragment) {
  if (!fragment.startsWith(BEGIN)) return null;
  let found;
  try {
    found = JSON.parse(await inflated(fromBase64Url(fragment.slice(BEGIN.length))));
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new Error(thrown.message);
    throw new Error("The link is cut off or damaged: ask for it once more.");
  }
  const { script, configuration } = Object(found);
  if (typeof script !== "string" || typeof configuration !== "string")
    throw new Error("The link does not hold two texts.");
  return { script, configuration };
}

/** @param {Uint8Array<ArrayBuffer>} compressed */
async function inflated(compressed) {
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.pipeThrough(new TextDecoderStream("utf-8", { fatal: true })).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text += piece.value;
    // A short link may hold a very long text.
    if (text.length > MOST_BYTES) {
      void reader.cancel();
      throw new RangeError("The link holds more text than a playground takes.");
    }
  }
  return text;
}
