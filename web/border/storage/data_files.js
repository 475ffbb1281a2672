/**
 * Data for `cifEmulator.load`: files or rows, put where Python reads them.
 */
import { fileSystem } from "../boot/interpreter.js";
import { textOfThrown } from "../values/thrown.js";

/** Larger ones are for the server, which prepares a database of them. */
const MOST_MEGABYTES = 48;
const MOST_CHARACTERS = MOST_MEGABYTES * 2 ** 20;
/** Characters of the shortest row, `{"a":1},`; those of `null,`; of any value with what stands after it. */
const SHORTEST_ROW = 8;
const NULL = 5;
const SHORTEST = 2;

const RIGHT =
  "right is a File, a list of Files, { name, text }, a list of rows that each name their table, or an object " +
  "with a list of rows for each table";

/** @typedef {{ name: string, content: Uint8Array | string }} DataContent */

/** A name for a message: short, what ends a line or turns its direction as escapes. @param {string} name */
function shown(name) {
  const short = name.length > 80 ? `${name.slice(0, 80)}…` : name;
  const escaped = (/** @type {string} */ each) => `\\u${each.codePointAt(0)?.toString(16).padStart(4, "0")}`;
  return short.toWellFormed().replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);
}

/** @type {WeakSet<object>} */
const refusals = new WeakSet();

/** @param {string} why */
function refused(why) {
  const refusal = new TypeError(`cifEmulator.load: ${why}`);
  refusals.add(refusal);
  return refusal;
}

/** What keeps data from being read: our own refusal, or what the data threw. @param {unknown} thrown */
const whyUnread = (thrown) =>
  refusals.has(/** @type {object} */ (thrown))
    ? thrown
    : refused(`the data threw when it was read: ${textOfThrown(thrown)}`);

/** @param {string} name @param {number} size bytes, or characters */
function checkSize(name, size) {
  // A size that is no number says nothing: what is read is looked at, too.
  if (!(size > MOST_CHARACTERS)) return;
  const megabytes = Math.ceil(size / 2 ** 20).toLocaleString("en");
  throw refused(
    `${shown(name)} has ${megabytes} MB; while the workspace runs, ${MOST_MEGABYTES} MB can be added. Start with it: cif-emulator serve --data FILE`,
  );
}

/** Of this or of another window. @param {unknown} value @returns {value is File} */
const isFile = (value) => Object.prototype.toString.call(value) === "[object File]";

/** @param {File} file @returns {Promise<DataContent>} */
async function contentOf(file) {
  const { name, size } = file;
  if (typeof name !== "string") throw refused(`a file's name is ${typeof name}; ${RIGHT}`);
  checkSize(name, size);
  /** @type {Uint8Array} */
  let content;
  try {
    // Refuses all but buffers; a Uint8Array would be made of anything.
    content = new Uint8Array(new DataView(await file.arrayBuffer()).buffer);
  } catch (thrown) {
    throw refused(`${shown(name)} cannot be read (${textOfThrown(thrown)}); a folder is given file by file`);
  }
  checkSize(name, content.length);
  return { name, content };
}

/** @param {number} characters that rows have at least */
function checkRows(characters) {
  if (characters <= MOST_CHARACTERS) return;
  throw refused(
    `the rows have more than ${MOST_MEGABYTES} MB as JSON, which is what can be added while the workspace runs. Write them into a file, and start with it: cif-emulator serve --data contact.json`,
  );
}

/** Sees to it that no more is written than may be; gives what `JSON.stringify` takes. */
function countedWhileWritten() {
  let characters = 0;
  return (/** @type {string} */ _name, /** @type {unknown} */ value) => {
    characters += typeof value === "string" ? value.length + SHORTEST : (value ?? null) === null ? NULL : SHORTEST;
    // A list of which nearly all is holes is as long as its length says.
    checkRows(Array.isArray(value) ? Math.max(characters, value.length * SHORTEST_ROW) : characters);
    return value;
  };
}

/** @param {object} rows @returns {DataContent} */
function contentOfRows(rows) {
  let content;
  try {
    content = JSON.stringify(rows, countedWhileWritten());
  } catch (thrown) {
    if (refusals.has(/** @type {object} */ (thrown))) throw thrown;
    throw refused(`the rows cannot be written as JSON: ${textOfThrown(thrown)}`);
  }
  if (content === undefined) throw refused(`the rows are no data; ${RIGHT}`);
  checkSize("rows.json", content.length);
  return { name: "rows.json", content };
}

/** @param {File[]} files */
async function contentsOfFiles(files) {
  const sum = (/** @type {number[]} */ sizes) => sizes.reduce((whole, size) => whole + size, 0);
  checkSize("these files", sum(files.map(({ size }) => size)));
  const contents = await Promise.all(files.map(contentOf));
  checkSize("these files", sum(contents.map(({ content }) => content.length)));
  return contents;
}

/** @param {unknown} data @returns {Promise<DataContent[]>} */
async function contentsOf(data) {
  if (isFile(data)) return [await contentOf(data)];
  if (typeof data !== "object" || data === null) {
    const given = data === null || data === undefined ? String(data) : `a ${typeof data}`;
    throw refused(`${given} holds no records; ${RIGHT}`);
  }
  const tag = Object.prototype.toString.call(data);
  if (tag === "[object Blob]") throw refused("a Blob has no name, which says what it holds; right is a File");
  if (Array.isArray(data)) checkRows(data.length * SHORTEST_ROW);
  if ((Array.isArray(data) || tag === "[object FileList]") && isFile(/** @type {ArrayLike<unknown>} */ (data)[0])) {
    const list = Array.from(/** @type {ArrayLike<unknown>} */ (data));
    if (list.every(isFile)) return contentsOfFiles(/** @type {File[]} */ (list));
  }
  const { name, text } = /** @type {Record<string, unknown>} */ (data);
  if (typeof name === "string" && typeof text === "string") {
    checkSize(name, text.length);
    return [{ name, content: text }];
  }
  return [contentOfRows(data)];
}

/** A file's name alone: no path leads out of its folder. @param {string} name */
const bareName = (name) => name.toWellFormed().replace(/^.*[/\\]/s, "");

let folders = 0;

/**
 * Puts data into a folder of its own in the interpreter's file system; gives the files' paths there.
 * Rejects with a TypeError that says what is wrong with the data.
 * @param {unknown} data
 */
export async function placeData(data) {
  const contents = await contentsOf(data).catch((thrown) => {
    throw whyUnread(thrown);
  });
  if (fileSystem === null) throw refused("the workspace is still starting; await cifEmulator.ready");
  const names = contents.map(({ name }) => bareName(name));
  const wrong = names.find((name) => /^(\.{0,2}|.*\0.*|.{201,})$/s.test(name));
  if (wrong !== undefined)
    throw refused(`${JSON.stringify(wrong.slice(0, 80))} is no file's name; right is one like contact.csv`);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw refused(`two files are called ${shown(twice)}; add them one after the other`);
  const folder = `/data-${++folders}`;
  fileSystem.mkdir(folder);
  return contents.map(({ content }, at) => {
    const path = `${folder}/${names[at]}`;
    fileSystem?.writeFile(path, typeof content === "string" ? content.toWellFormed() : content, { canOwn: true });
    return path;
  });
}

/** @param {string[]} paths those of `placeData` */
export function removeData(paths) {
  // Another interpreter may have begun, which has none of them.
  for (const path of paths) if (fileSystem?.analyzePath(path).exists) fileSystem.unlink(path);
  const folder = paths[0].slice(0, paths[0].lastIndexOf("/"));
  if (fileSystem?.analyzePath(folder).exists) fileSystem.rmdir(folder);
}
