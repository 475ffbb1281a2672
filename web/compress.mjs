// Writes a Brotli copy and a gzip copy beside each file: `node compress.mjs thorough|quick <file>…`. The server chooses by what a
// browser accepts.

import { readFile, rename, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const [effort, ...files] = process.argv.slice(2);
const isThorough = effort === "thorough";
/**
 * Each step saves another tenth and takes several times as long. Small files get the best; the prepared archives, which
 * every start over a network waits for, are worth ten seconds; WebAssembly would take forty.
 */
const QUALITY_BY_SIZE = [
  { below: 2 ** 21, quality: 11 },
  { below: 2 ** 22, quality: 10 },
  { below: Number.POSITIVE_INFINITY, quality: 9 },
];
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
  const { quality } = /** @type {{ quality: number }} */ (QUALITY_BY_SIZE.find(({ below }) => content.length < below));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: isThorough ? quality : QUICK,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  const gzipped = promisify(gzip)(content, { level: GZIP_LEVEL });
  await put(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await put(`${file}.gz`, await gzipped);
}

// Side by side: each has a thread of its own.
await Promise.all(files.map(compress));
