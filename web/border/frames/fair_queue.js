/**
 * Shares one thread fairly among senders: a flood from one blocks neither the page nor the others.
 *
 * A sender's work runs at once until the sender has used up its share of the time. Further work waits in the sender's
 * queue, which is processed in slices with pauses, so that the page and the other senders get their turns.
 */

/**
 * A sender's share: milliseconds of work per period. One that awaits each answer cannot reach it. Where others want
 * something too, a share is small, so that nobody waits for the whole of another's.
 */
const PERIOD = 100;
const SHARE = 80;
const SHARE_AMONG_OTHERS = 15;
/** The lengths of a slice and of a pause, in milliseconds. */
const SLICE = 8;
const SLICE_AMONG_OTHERS = 4;
const PAUSE = 8;
/** The limit of waiting work per sender: some seconds' worth, and a few of the largest possible calls. */
export const WAITING = Object.freeze({ count: 5_000, characters: 16_000_000 });

class Sender {
  /** @type {{ work: () => void, characters: number }[]} */
  waiting = [];
  /** How much the waiting work holds in memory. */
  characters = 0;
  /** Milliseconds taken in this period. */
  spent = 0;
}

export class Turns {
  /** @type {Map<string, Sender>} */
  #senders = new Map();
  #periodBegan = Number.NEGATIVE_INFINITY;
  /** Whether more than one sender has had work in the last period, or has in this. */
  #isShared = false;
  #isScheduled = false;

  /**
   * Runs the work now or when it is the sender's turn, in order of arrival.
   * @param {string} name the sender's
   * @param {number} characters how much the work holds in memory
   * @param {() => void} work must not throw
   * @returns {boolean} false if too much of the sender's waits already: then it will not be done
   */
  take(name, characters, work) {
    this.#beginPeriod();
    let sender = this.#senders.get(name);
    if (!sender) this.#senders.set(name, (sender = new Sender()));
    this.#isShared ||= this.#senders.size > 1;
    const { waiting } = sender;
    if (!waiting.length && sender.spent < (this.#isShared ? SHARE_AMONG_OTHERS : SHARE)) {
      this.#do(sender, work);
      return true;
    }
    if (waiting.length >= WAITING.count || sender.characters + characters > WAITING.characters) return false;
    waiting.push({ work, characters });
    sender.characters += characters;
    this.#schedule();
    return true;
  }

  /** Drops all waiting work. */
  clear() {
    this.#senders.clear();
  }

  #beginPeriod() {
    const now = performance.now();
    if (now - this.#periodBegan < PERIOD) return;
    this.#periodBegan = now;
    this.#isShared = this.#senders.size > 1;
    for (const [name, sender] of this.#senders) {
      sender.spent = 0;
      if (!sender.waiting.length) this.#senders.delete(name);
    }
  }

  /** @param {Sender} sender @param {() => void} work */
  #do(sender, work) {
    const began = performance.now();
    work();
    sender.spent += performance.now() - began;
  }

  #schedule() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setTimeout(() => this.#workOff(), PAUSE);
  }

  /** One slice: a piece of each sender's in turn. */
  #workOff() {
    this.#isScheduled = false;
    const until = performance.now() + (this.#isShared ? SLICE_AMONG_OTHERS : SLICE);
    let isDone = false;
    while (!isDone && performance.now() < until) {
      isDone = true;
      for (const sender of this.#senders.values()) {
        const next = sender.waiting.shift();
        if (!next) continue;
        isDone = false;
        sender.characters -= next.characters;
        this.#do(sender, next.work);
      }
    }
    if ([...this.#senders.values()].some((sender) => sender.waiting.length)) this.#schedule();
  }
}
