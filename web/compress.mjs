// Writes a Brotli copy (but for snapshots) and a gzip copy beside each file: `node compress.mjs <folder> <file>…`. The server
// chooses by what a browser accepts. The folder keeps Brotli copies that took long, by the hash of their content.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rename, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

// The best quality saves another tenth and takes thirty times as long: for what every start over a network waits for, but
// not for what each change of a Python module makes anew.
const best = 11;
const quick = 9;
const isMadeOften = (/** @type {string} */ file) => file.endsWith(".map") || basename(file).startsWith("application-");
/** A memory snapshot comes with a Zstandard copy; the last tenth is not worth ten seconds of each build. */
const isSnapshot = (/** @type {string} */ file) => file.endsWith(".bin");
/** What is smaller takes no time that anybody would notice. */
const LEAST_KEPT = 1 << 20;

const [kept, ...files] = process.argv.slice(2);

async function put(/** @type {string} */ file, /** @type {Buffer} */ content) {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

async function brotli(/** @type {Buffer} */ content, /** @type {number} */ quality) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return promisify(brotliCompress)(content, { params });
}

async function putBrotli(/** @type {string} */ file, /** @type {Buffer} */ content) {
  const target = `${file}.br`;
  if (isMadeOften(file)) return put(target, await brotli(content, quick));
  if (content.length < LEAST_KEPT) return put(target, await brotli(content, best));
  const copy = join(kept, `${createHash("sha256").update(content).digest("hex")}-${best}.br`);
  try {
    await put(target, await readFile(copy));
    // When it was of use last.
    await utimes(copy, new Date(), new Date());
  } catch {
    await put(target, await brotli(content, best));
    await mkdir(kept, { recursive: true });
    await copyFile(target, `${copy}.part`);
    await rename(`${copy}.part`, copy);
  }
}

async function compress(/** @type {string} */ file) {
  const content = await readFile(file);
  if (!isSnapshot(file)) await putBrotli(file, content);
  await put(`${file}.gz`, await promisify(gzip)(content, { level: isSnapshot(file) ? 6 : 9 }));
}

// Side by side: Node compresses in threads of its own.
await Promise.all(files.map(compress));
