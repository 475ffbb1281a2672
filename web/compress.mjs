// Writes a Brotli copy and a gzip copy beside each file: `node compress.mjs thorough|quick <file>…`. The server chooses by what a
// browser accepts.

import { readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [effort, ...files] = process.argv.slice(2);
const isThorough = effort === "thorough";
/**
 * The best, for starts over a network: what is published. The interpreter's WebAssembly takes half a minute; at quality 9 it
 * takes two seconds, and is an eighth longer.
 */
const THOROUGH = constants.BROTLI_MAX_QUALITY;
/** For the developer's own machine a tenth of the time is right. */
const QUICK = 5;
const GZIP_LEVEL = isThorough ? 9 : 6;

async function put(/** @type {string} */ file, /** @type {Buffer} */ content) {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

/** @param {string} file */
async function compress(file) {
  const content = await readFile(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: isThorough ? THOROUGH : QUICK,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const gzipped = promisify(gzip)(content, { level: GZIP_LEVEL });
  await put(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await put(`${file}.gz`, await gzipped);
}

// Side by side: each has a thread of its own.
await Promise.all(files.map(compress));
