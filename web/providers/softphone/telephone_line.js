// A telephone line that only pretends. A real provider has its telephony service's SDK in this place: something that
// dials, and tells what becomes of calls.

/** How long a called person takes to answer, in milliseconds. */
const ANSWERED_AFTER = 1500;

let lastCall = 0;

/**
 * A call: who is at the other end, and how it stands.
 *   state: "ringing" (in), "dialing" (out), "talking", "held", "ended"
 */
export class Call extends EventTarget {
  constructor(number, direction) {
    super();
    this.id = `call-${++lastCall}`;
    this.number = number;
    this.direction = direction;
    this.state = direction === "in" ? "ringing" : "dialing";
    this.startedAt = null;
    this.endedAt = null;
    if (direction === "out") this.timer = setTimeout(() => this.#begin(), ANSWERED_AFTER);
  }

  /** The agent takes an incoming call. */
  answer() {
    if (this.state === "ringing") this.#begin();
  }

  setHeld(isHeld) {
    if (this.state === "talking" || this.state === "held") this.#becomes(isHeld ? "held" : "talking");
  }

  hangUp() {
    if (this.state === "ended") return;
    clearTimeout(this.timer);
    this.endedAt = Date.now();
    this.#becomes("ended");
  }

  /** Seconds since somebody answered. */
  get seconds() {
    if (this.startedAt === null) return 0;
    return Math.floor(((this.endedAt ?? Date.now()) - this.startedAt) / 1000);
  }

  #begin() {
    this.startedAt = Date.now();
    this.#becomes("talking");
  }

  #becomes(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
