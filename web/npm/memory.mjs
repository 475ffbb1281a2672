// The memory from which the command starts: the page's, which lies beside it, and what the command has changed there.
//
// A file of differences: the lengths of the next two parts and the size of the memory; where the changed pieces begin and end,
// one after the other; what the loader checks (`header`); the pieces.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMemorySnapshot, headerOf } from "../border/boot/memory_snapshot.js";

/** @typedef {import("../pyodide/adapter.js").MemoryImage} MemoryImage */

/** Bytes that are compared at a time: with fewer the places would weigh more than they save. */
const BLOCK = 64;
/** How many numbers a file begins with. */
const NUMBERS = 3;

/** The memory of the page's interpreter. @param {string} page its folder @returns {MemoryImage} */
export function pagesMemory(page) {
  const prepared = JSON.parse(readFileSync(join(page, "prepared", "prepared.json"), "utf8"));
  const file = readFileSync(join(page, prepared.snapshot.file));
  return {
    header: headerOf(prepared.snapshot),
    bytes: prepared.snapshot.bytes,
    fill: async (target, used) => {
      const memory = createMemorySnapshot(prepared.snapshot);
      memory.writeInto(target, used);
      memory.add(file);
      memory.check();
    },
  };
}

/** @param {MemoryImage} before @param {{ header: Uint8Array, memory: Uint8Array }} after @returns {Promise<Buffer>} */
export async function differenceOf(before, { header, memory }) {
  const earlier = Buffer.alloc(memory.length);
  await before.fill(earlier, 0);
  /** @type {number[]} */
  const places = [];
  for (let begin = 0; begin < memory.length; begin += BLOCK) {
    const end = Math.min(begin + BLOCK, memory.length);
    if (earlier.compare(memory, begin, end, begin, end) === 0) continue;
    if (places.at(-1) === begin) places.pop();
    else places.push(begin);
    places.push(end);
  }
  const numbers = Uint32Array.of(places.length, header.length, memory.length);
  const pieces = places.flatMap((begin, place) => (place % 2 ? [] : [memory.subarray(begin, places[place + 1])]));
  return Buffer.concat([bytesOf(numbers), bytesOf(Uint32Array.from(places)), header, ...pieces]);
}

/** @param {Uint32Array} numbers */
const bytesOf = (numbers) => new Uint8Array(numbers.buffer);

/** @param {MemoryImage} before @param {Uint8Array} difference @returns {MemoryImage} */
export function changedMemory(before, difference) {
  // Numbers lie at places that are multiples of their size.
  const content = difference.byteOffset % 4 ? difference.slice() : difference;
  /** @param {number} begin @param {number} count */
  const numbers = (begin, count) => new Uint32Array(content.buffer, content.byteOffset + begin, count);
  const [count, headerBytes, bytes] = numbers(0, NUMBERS);
  const places = numbers(4 * NUMBERS, count);
  const begin = 4 * (NUMBERS + count);
  return {
    header: content.subarray(begin, begin + headerBytes),
    bytes,
    fill: async (target, used) => {
      await before.fill(target, used);
      let read = begin + headerBytes;
      for (let place = 0; place < count; place += 2) {
        const length = places[place + 1] - places[place];
        target.set(content.subarray(read, read + length), places[place]);
        read += length;
      }
    },
  };
}
