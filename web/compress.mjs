// Writes a Brotli copy and a gzip copy beside each file: `node compress.mjs thorough|quick <file>…`. The server chooses by what a
// browser accepts.

import { readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [effort, ...files] = process.argv.slice(2);
const isThorough = effort === "thorough";
// Quality 11 would save another tenth and take ten times as long; for the developer's own machine a tenth of the time is right.
const QUALITY = isThorough ? 9 : 5;
// For the prepared archives, which every start over a network waits for, a tenth is worth ten seconds.
const QUALITY_OF_ARCHIVES = isThorough ? 10 : QUALITY;
const GZIP_LEVEL = isThorough ? 9 : 6;

async function put(/** @type {string} */ file, /** @type {Buffer} */ content) {
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

/** @param {string} file */
async function compress(file) {
  const content = await readFile(file);
  const brotliQuality = file.endsWith(".zip") ? QUALITY_OF_ARCHIVES : QUALITY;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const gzipped = promisify(gzip)(content, { level: GZIP_LEVEL });
  await put(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await put(`${file}.gz`, await gzipped);
}

// Side by side: each has a thread of its own.
await Promise.all(files.map(compress));
