/**
 * Work of many senders on one thread, in turns: a flood of one stops neither the page nor the others.
 *
 * Work is done at once while there is time for it. When a slice has been worked off, the rest waits for the next
 * one, each sender in its own queue; between slices the page has time to itself.
 */

/** Milliseconds of work, then as many for the page: half of the time is the page's however much comes in. */
const SLICE = 8;
const REST = 8;
/** How much may wait per sender: some seconds of work, and a few of the largest calls there may be. */
export const WAITING = Object.freeze({ count: 5_000, characters: 16_000_000 });

/** @typedef {{ items: { work: () => void, characters: number }[], characters: number }} Queue */

export class Turns {
  /** @type {Map<string, Queue>} */
  #queues = new Map();
  #sliceBegan = Number.NEGATIVE_INFINITY;
  #spent = 0;
  #isScheduled = false;

  /**
   * Does the work now or when it is the sender's turn, in the order in which it came.
   * @param {string} sender
   * @param {number} characters how much the work holds in memory
   * @param {() => void} work must not throw
   * @returns {boolean} false if too much of the sender's waits already: then it will not be done
   */
  take(sender, characters, work) {
    let queue = this.#queues.get(sender);
    if (!queue) {
      if (this.#mayWork()) {
        this.#do(work);
        return true;
      }
      this.#queues.set(sender, (queue = { items: [], characters: 0 }));
    }
    if (queue.items.length >= WAITING.count || queue.characters + characters > WAITING.characters) return false;
    queue.items.push({ work, characters });
    queue.characters += characters;
    this.#schedule();
    return true;
  }

  /** Drops all that waits. */
  clear() {
    this.#queues.clear();
  }

  #mayWork() {
    const now = performance.now();
    if (now - this.#sliceBegan >= SLICE + REST) {
      this.#sliceBegan = now;
      this.#spent = 0;
    }
    return this.#spent < SLICE;
  }

  /** @param {() => void} work */
  #do(work) {
    const began = performance.now();
    work();
    this.#spent += performance.now() - began;
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => {
      this.#isScheduled = false;
      this.#workOff();
    }, REST);
  }

  #workOff() {
    while (this.#queues.size && this.#mayWork()) {
      for (const [sender, queue] of [...this.#queues]) {
        const next = queue.items.shift();
        if (next) {
          queue.characters -= next.characters;
          this.#do(next.work);
        }
        if (!queue.items.length) this.#queues.delete(sender);
      }
    }
    if (this.#queues.size) this.#schedule();
  }
}
