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
  if (size <= MOST_CHARACTERS) return;
  const megabytes = Math.ceil(size / 2 ** 20).toLocaleString("en");
  throw refused(
    `${name} has ${megabytes} MB; while the workspace runs, ${MOST_MEGABYTES} MB can be added. Start with it: cif-emulator serve --data ${name}`,
  );
}

/** Of this or of another window. @param {unknown} value @returns {value is File} */
const isFile = (value) => Object.prototype.toString.call(value) === "[object File]";

/** @param {File} file @returns {Promise<DataContent>} */
async function contentOf(file) {
  checkSize(file.name, file.size);
  try {
    return { name: file.name, content: new Uint8Array(await file.arrayBuffer()) };
  } catch (thrown) {
    throw refused(`${file.name} cannot be read (${textOfThrown(thrown)}); a folder is given file by file`);
  }
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

/** @param {unknown} data @returns {Promise<DataContent[]>} */
async function contentsOf(data) {
  if (isFile(data)) return [await contentOf(data)];
  if (typeof data !== "object" || data === null) throw refused(`there are no records in ${typeof data}; ${RIGHT}`);
  const tag = Object.prototype.toString.call(data);
  if (tag === "[object Blob]") throw refused("a Blob has no name, which says what it holds; right is a File");
  if (Array.isArray(data)) checkRows(data.length * SHORTEST_ROW);
  const list =
    Array.isArray(data) || tag === "[object FileList]" ? Array.from(/** @type {ArrayLike<unknown>} */ (data)) : [];
  if (list.length > 0 && list.every(isFile)) {
    const files = /** @type {File[]} */ (list);
    checkSize(
      "these files",
      files.reduce((sum, { size }) => sum + size, 0),
    );
    return Promise.all(files.map(contentOf));
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
  if (twice !== undefined) throw refused(`two files are called ${twice}; add them one after the other`);
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
