/**
 * The records as the host has prepared them: a database file, which Python opens where it lies.
 */
import { fetched, readPieces } from "./boot_manifest.js";

/** Enough to begin with; a file of unknown size doubles it. */
const FIRST_ROOM = 1 << 20;

/** Room for so many bytes; throws, with the size and what would help, where the browser has none. @param {number} bytes */
function roomFor(bytes) {
  try {
    return new Uint8Array(bytes);
  } catch {
    const size = `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;
    throw new Error(
      `the browser has no memory for the records' ${size}: close other tabs, or have fewer rows in the data files`,
    );
  }
}

/**
 * A file's bytes, as they arrive.
 * @param {string} name
 * @param {(bytes: number) => void} arrived told how many there are
 */
export async function fetchRecords(name, arrived) {
  const response = await fetched(name);
  // What is compressed on its way is longer in the end.
  let content = roomFor(Number(response.headers.get("content-length")) || FIRST_ROOM);
  let size = 0;
  await readPieces(response, (piece) => {
    if (size + piece.length > content.length) {
      const more = roomFor(Math.max(2 * content.length, size + piece.length));
      more.set(content);
      content = more;
    }
    content.set(piece, size);
    size += piece.length;
    arrived(size);
  });
  return content.subarray(0, size);
}

/**
 * Puts the file where Python opens it, without another copy; gives the place.
 * @param {import("./interpreter.js").Pyodide} pyodide
 * @param {string} name
 * @param {Uint8Array} content
 */
export function placeRecords(pyodide, name, content) {
  const place = `/${name}`;
  pyodide.FS.writeFile(place, content, { canOwn: true });
  return place;
}
