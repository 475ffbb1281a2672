/**
 * The memory snapshot of an interpreter that the build has taken, without its long runs of zeros.
 */

/**
 * `header` is what the interpreter's loader checks, in Base64; `bytes` the size of the memory; `holes` are its runs of
 * zeros, begin and end, which the file leaves out.
 * @typedef {object} Snapshot
 * @property {string} file
 * @property {string} header
 * @property {number} bytes
 * @property {[number, number][]} holes
 */

/** @param {Snapshot} snapshot */
export const headerOf = ({ header }) => Uint8Array.from(atob(header), (character) => character.charCodeAt(0));

/**
 * Receives a memory snapshot piece by piece. Pieces wait until there is a memory, then they are written straight into it:
 * nothing is copied twice, and never everything at once.
 * @param {Snapshot} snapshot
 */
export function createMemorySnapshot({ file, bytes, holes }) {
  /** @type {Uint8Array[]} */
  const waiting = [];
  /** @type {Uint8Array | null} */
  let memory = null;
  let place = 0;
  let nextHole = 0;

  function skipHole() {
    if (holes[nextHole]?.[0] === place) place = holes[nextHole++][1];
  }

  /** @param {Uint8Array} piece @param {Uint8Array} target */
  function write(piece, target) {
    for (let rest = piece; rest.length > 0; ) {
      skipHole();
      const part = rest.subarray(0, (holes[nextHole]?.[0] ?? bytes) - place);
      if (part.length === 0) throw new Error(`${file} is longer than the memory that it shows`);
      target.set(part, place);
      place += part.length;
      rest = rest.subarray(part.length);
    }
  }

  return {
    /** @param {Uint8Array} piece */
    add(piece) {
      if (memory) write(piece, memory);
      else waiting.push(piece);
    },
    /**
     * The memory is there, as long as the snapshot; its first `used` bytes may not be zero.
     * @param {Uint8Array} target
     * @param {number} used
     */
    writeInto(target, used) {
      for (const [begin, end] of holes) target.fill(0, Math.min(begin, used), Math.min(end, used));
      memory = target;
      for (const piece of waiting.splice(0)) write(piece, target);
    },
    /** Throws unless all has arrived. */
    check() {
      skipHole();
      if (place !== bytes) throw new Error(`${file} ends at byte ${place} of the ${bytes} of the memory that it shows`);
    },
  };
}
