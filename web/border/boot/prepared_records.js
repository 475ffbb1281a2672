/**
 * The records as the host has prepared them: a database file, which Python opens where it lies.
 *
 * On the machine itself a large one is opened before all of it is there: its small tables come first, and what Python
 * reads of the rest meanwhile is fetched when it does. Nothing is ever written into the file.
 */
import { releaseOf } from "../../pyodide/adapter.js";
import { inTurns } from "./long_work.js";
import { fetched, fetchedAtOnce, readPieces, readerOf } from "./boot_manifest.js";

/** Enough to begin with; a file of unknown size doubles it. */
const FIRST_ROOM = 1 << 20;

/** Of a file that is opened early so many bytes are there then: mostly all that a start reads. */
const OPENED_FROM = 8 << 20;

/** Shorter ones are there soon enough. */
const OPENED_EARLY = 2 * OPENED_FROM;

/** What is fetched when it is read: so many bytes, twice as many each time that reading goes on where it was. */
const FETCHED = { least: 1 << 19, most: 1 << 23 };

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

/** @param {Response} response */
function canFetchParts({ headers }) {
  const isAsItIs = !headers.has("content-encoding") && headers.get("accept-ranges") === "bytes";
  return isAsItIs && Number(headers.get("content-length")) >= OPENED_EARLY;
}

/**
 * A file of records on its way.
 * @param {string} name
 * @param {boolean} early whether it may be opened before all of it is there
 */
export function createRecords(name, early) {
  let content = new Uint8Array(0);
  let arrived = 0;
  let isWhole = false;
  /** @type {ReadableStreamDefaultReader<Uint8Array>} */
  let reader;

  /** @param {Uint8Array} piece */
  function add(piece) {
    if (arrived + piece.length > content.length) {
      const more = roomFor(Math.max(2 * content.length, arrived + piece.length));
      more.set(content);
      content = more;
    }
    content.set(piece, arrived);
    arrived += piece.length;
  }

  /** Reads on, to the end or until so many bytes are there. @param {number} bytes @param {() => void} moved told with each piece */
  async function read(bytes, moved) {
    const added = (/** @type {Uint8Array} */ piece) => {
      add(piece);
      moved();
    };
    isWhole = await readPieces(reader, added, () => arrived >= bytes);
    if (isWhole) content = content.subarray(0, arrived);
  }

  /** Fetches it, or enough of it to be opened. @param {() => void} moved */
  async function fetchFirst(moved) {
    const response = await fetched(name);
    // What is compressed on its way is longer in the end.
    content = roomFor(Number(response.headers.get("content-length")) || FIRST_ROOM);
    reader = readerOf(response);
    await read(early && canFetchParts(response) ? OPENED_FROM : Infinity, moved);
  }

  /** Fetches what is not yet there. @param {() => void} moved */
  const fetchRest = (moved) => read(Infinity, moved);

  /** What has been fetched of the rest. @type {{ begin: number, end: number }[]} */
  const parts = [];

  /** Why some bytes could not be read. @type {unknown} */
  let unread;

  /** Fetches what lies there, and somewhat more. @param {number} place */
  function fetchPart(place) {
    const begin = place - (place % FETCHED.least);
    const last = parts.at(-1);
    const size = last?.end === begin ? Math.min(2 * (last.end - last.begin), FETCHED.most) : FETCHED.least;
    const part = { begin, end: Math.min(begin + size, content.length) };
    try {
      content.set(fetchedAtOnce(name, part), begin);
    } catch (thrown) {
      unread = thrown;
      throw thrown;
    }
    parts.push(part);
    return part;
  }

  /** Sees that some bytes are there; throws what keeps them. @param {number} begin @param {number} end */
  function provide(begin, end) {
    for (let place = begin; place < Math.min(end, content.length); ) {
      const known = parts.find((part) => part.begin <= place && place < part.end);
      place = place < arrived ? arrived : (known ?? fetchPart(place)).end;
    }
  }

  /** Puts the file where Python opens it, without another copy; gives the place. @param {import("./interpreter.js").Pyodide} pyodide */
  function place(pyodide) {
    const path = `/${name}`;
    pyodide.FS.writeFile(path, content, { canOwn: true });
    if (!isWhole) releaseOf(pyodide.version).beforeReading(pyodide, path, provide);
    return path;
  }

  /** Has Python see that the file is the one that was sent; throws if not. @param {import("./interpreter.js").Pyodide} pyodide @param {() => void} moved */
  async function check(pyodide, moved) {
    const page = pyodide.pyimport("cif_emulator.page");
    const steps = page.checking(`/${name}`, name);
    const wrong = await inTurns(steps, moved);
    steps.destroy();
    page.destroy();
    if (wrong[0] === "!") throw new Error(JSON.parse(wrong.slice(1)));
  }

  return { fetchFirst, fetchRest, place, check, isWhole: () => isWhole, whyUnread: () => unread };
}
