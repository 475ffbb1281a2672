/**
 * The way from a widget's page to the workspace around it, and why there is none.
 */
import { DEFAULT_TIME_OUT, ERROR_TIMED_OUT, TIMED_OUT } from "../generated/border.js";
import { plainJson } from "../border/values/plain_json.js";
import { readAnswer, refusal } from "../border/values/responses.js";
import { isSameMachine, surroundings } from "./place.js";

/**
 * @import { Rejections } from "../generated/types"
 * @import { Answer } from "../border/values/responses.js"
 * @import { Delivery } from "../border/calls/deliveries.js"
 * @import { ToWidget } from "../border/frames/messages.js"
 * @import { Expectation } from "./place.js"
 */

/** `until` says when it times out. @typedef {{ method: string, args: string, answer: (answer: Answer) => void, until: number }} Call */

/** Nobody who has not answered for so long will; in milliseconds. */
const SILENCE = 3_000;
/** Between two attempts, in milliseconds: the workspace may still be starting. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 500;
/** The same finding about the same method is told again after so many milliseconds. */
const NOTICE_PAUSE = 1_000;
const LONGEST_NOTICE = 1_000;

/** @param {string} text */
export function tell(text) {
  console.warn(`[cif-emulator] msdyn_ciLibrary.js: ${text}`);
}

export class Link {
  /** Tells this document from others that the same frame showed before. */
  #page = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  /** @type {Map<number, Call>} */
  #calls = new Map();
  #lastCall = 0;
  /** One for all calls: to set and clear one for each takes as long as the rest of the way to the workspace. */
  #timer = 0;
  /** When it wakes. */
  #wakes = Infinity;
  #timeOut = DEFAULT_TIME_OUT;
  /** Whether the workspace wants to know what this page writes with `console.error`. */
  tellsConsoleErrors = false;
  /** What the workspace says that refused calls reject with. @type {Rejections | undefined} */
  rejections;
  /** @type {{ window: Window, origin: string } | null} */
  #workspace = null;
  /** Whether a workspace has said that it is starting. */
  #isExpected = false;
  /** Why calls time out. */
  #why = "";
  /** When a finding was told, and how often it was not since then. @type {Map<string, { at: number, unsaid: number }>} */
  #noticed = new Map();
  /** Findings for the workspace that has not answered yet. @type {(() => void)[]} */
  #waiting = [];
  /** @type {{ window: Window, origin: string }[]} */
  #candidates;
  #expectation;
  #ready;
  #deliver;

  /**
   * @param {Expectation} expectation
   * @param {() => void} ready called once the workspace has let this page in
   * @param {(delivery: Delivery) => Promise<object>} deliver gives the outcome of this page's handlers
   */
  constructor(expectation, ready, deliver) {
    this.#expectation = expectation;
    this.#ready = ready;
    this.#deliver = deliver;
    this.#candidates = this.#find();
    if (this.#why) {
      tell(`there is no workspace: ${this.#why}. Calls will time out.`);
      return;
    }
    addEventListener("message", (event) => this.#receive(event));
    addEventListener("pagehide", ({ persisted }) => {
      if (!persisted) this.#post({ cifEmulator: "bye" });
    });
    this.#greet(FIRST_PAUSE);
    setTimeout(() => this.#noteSilence(), SILENCE);
  }

  /** The origin of the workspace that has answered, or "". */
  get origin() {
    return this.#workspace?.origin ?? "";
  }

  /**
   * Asks the workspace. Until one answers, calls wait; the time-out runs only where no workspace shows itself.
   * @param {string} method
   * @param {string} args
   * @returns {Promise<Answer>}
   */
  call(method, args) {
    return new Promise((answer) => {
      const id = ++this.#lastCall;
      this.#calls.set(id, { method, args, answer, until: Infinity });
      if (this.#workspace) this.#send(id);
      else if (!this.#isExpected) this.#limit(id);
    });
  }

  /**
   * Tells the workspace of a mistake of this page's own, once a workspace has answered.
   * @param {string} rule
   * @param {string} method
   * @param {string} [text]
   */
  notice(rule, method, text = "") {
    const key = `${rule} ${method}`;
    const now = performance.now();
    const last = this.#noticed.get(key);
    if (last && now - last.at < NOTICE_PAUSE) {
      last.unsaid++;
      return;
    }
    this.#noticed.set(key, { at: now, unsaid: 0 });
    const more = last?.unsaid ? `\nand ${last.unsaid} times before that` : "";
    const told = text.slice(0, LONGEST_NOTICE - more.length).toWellFormed() + more;
    const post = () => this.#post({ cifEmulator: "noticed", rule, method, text: told });
    if (this.#workspace) post();
    else this.#waiting.push(post);
  }

  /** The windows in which the workspace may be; `#why` says why there is none. */
  #find() {
    const { origins, said } = this.#expectation;
    const around = surroundings();
    if (!around.length) {
      this.#why = "this page is in no frame; a channel provider's page works inside the workspace, as its Channel URL";
    } else if (!origins.length) {
      this.#why = "nothing names its origin; give the script tag data-crmurl with the workspace's address";
    } else if (!origins[0]) {
      this.#why = `${said} is no address; right is the workspace's, like http://localhost:4280`;
    }
    if (this.#why) return [];
    const known = around.every(({ origin }) => origin);
    const found = origins.flatMap((origin) =>
      around.filter((each) => !known || each.origin === origin).map(({ window }) => ({ window, origin })),
    );
    if (!found.length) {
      const others = around.map(({ origin }) => origin).join(" in ");
      const named = origins.join(" or ");
      const twin = around.find(({ origin }) => isSameMachine(origins[0], origin));
      this.#why = twin
        ? `${said} names ${origins[0]}, but the workspace is at ${twin.origin}: to a browser these are different origins, though one machine; right is ${twin.origin}`
        : `${said} names ${named}, but this page is inside ${others}; right is the workspace's own address`;
    }
    return found;
  }

  /** Says hello until somebody answers. @param {number} pause */
  #greet(pause) {
    if (this.#workspace) return;
    for (const { window, origin } of this.#candidates) {
      window.postMessage({ cifEmulator: "hello", document: this.#page }, origin);
    }
    setTimeout(() => this.#greet(Math.min(pause * 2, LONGEST_PAUSE)), pause);
  }

  #noteSilence() {
    if (this.#workspace || this.#isExpected) return;
    const { origins, said } = this.#expectation;
    this.#why = `nobody at ${origins.join(" or ")} answers (named by ${said})`;
    tell(`there is no workspace: ${this.#why}. Calls will time out.`);
  }

  /** @param {MessageEvent} event */
  #receive({ data: given, source, origin }) {
    if (given?.document !== this.#page || typeof given.cifEmulator !== "string") return;
    /** @type {ToWidget} */
    const data = given;
    const from = this.#candidates.find((each) => each.window === source && each.origin === origin);
    if (!from) return;
    switch (data.cifEmulator) {
      case "starting":
        this.#isExpected = true;
        for (const call of this.#calls.values()) call.until = Infinity;
        return;
      case "welcome":
        this.#timeOut = data.timeOut;
        this.rejections = data.rejections;
        this.tellsConsoleErrors = data.consoleErrors;
        if (this.#meet(from)) this.#ready();
        return;
      case "refused":
        // Calls are sent all the same: each is refused, and stands in the workspace's call log.
        if (this.#meet(from)) this.#noteRefusal(data.answer);
        return;
      case "answer":
        return this.#answered(data.id, readAnswer(data.answer));
      case "answers":
        for (const id of data.ids) this.#answered(id, readAnswer(data.answer));
        return;
      case "deliver":
        void this.#deliver(data).then((outcome) =>
          this.#post({ cifEmulator: "delivered", delivery: data.delivery, text: plainJson(outcome) }),
        );
    }
  }

  /** @param {string} answer */
  #noteRefusal(answer) {
    const { error } = readAnswer(answer);
    tell(`the workspace has refused this page: ${error?.message}${error?.details ? ` (${error.details})` : ""}`);
  }

  /** The workspace has answered, for the first time if true. @param {{ window: Window, origin: string }} workspace */
  #meet(workspace) {
    if (this.#workspace) return false;
    this.#workspace = workspace;
    this.#why = `the workspace at ${workspace.origin} has not answered within ${this.#timeOut / 1000} seconds`;
    for (const post of this.#waiting.splice(0)) post();
    for (const id of this.#calls.keys()) this.#send(id);
    return true;
  }

  /** @param {object} message */
  #post(message) {
    this.#workspace?.window.postMessage({ ...message, document: this.#page }, this.#workspace.origin);
  }

  /** @param {number} id */
  #send(id) {
    const { method, args } = /** @type {Call} */ (this.#calls.get(id));
    this.#post({ cifEmulator: "call", id, method, args });
    this.#limit(id);
  }

  /** @param {number} id */
  #limit(id) {
    const until = performance.now() + this.#timeOut;
    /** @type {Call} */ (this.#calls.get(id)).until = until;
    if (until < this.#wakes) this.#wakeAt(until);
  }

  /** @param {number} moment never if it is infinite */
  #wakeAt(moment) {
    clearTimeout(this.#timer);
    this.#wakes = moment;
    if (moment === Infinity) return;
    this.#timer = setTimeout(() => this.#timeOutCalls(), Math.ceil(moment - performance.now()));
  }

  /** Ends the calls whose time is up, and waits for the next one. */
  #timeOutCalls() {
    const now = performance.now();
    for (const [id, { method, until }] of this.#calls) {
      if (until > now) continue;
      const why = `Microsoft.CIFramework.${method}: ${this.#why || "no workspace has answered"}`;
      this.#answered(id, refusal(`CIFramework.${method}`, TIMED_OUT, ERROR_TIMED_OUT, why));
    }
    this.#wakeAt(Math.min(...Array.from(this.#calls.values(), ({ until }) => until)));
  }

  /** One that comes later comes however much later. @param {number} id @param {Answer} answer */
  #answered(id, answer) {
    const call = this.#calls.get(id);
    if (!call) return;
    call.until = Infinity;
    if (answer.deferred !== undefined) return;
    this.#calls.delete(id);
    call.answer(answer);
  }
}
