/** What a script replaces in its own window, each with what undoes it. */
const WORLDS = {
  "members of all objects": () => {
    Object.prototype.own = { own: 1 };
    Array.prototype.last = function () {
      return this.at(-1);
    };
    return () => {
      delete Object.prototype.own;
      delete Array.prototype.last;
    };
  },
  "how lists are written as JSON": () => replaced(Array.prototype, "toJSON", () => "gone"),
  "how Maps are read": () => {
    const endless = function* () {
      for (let n = 0; n < 1_000_000; n++) yield [`k${n}`, n];
    };
    const undo = [replaced(Map.prototype, "entries", endless), replaced(Map.prototype, Symbol.iterator, endless)];
    return () => {
      for (const each of undo) each();
    };
  },
  "how numbers are written": () =>
    replaced(Number.prototype, "toLocaleString", () => {
      throw new Error("no locale");
    }),
  "the languages": () => replaced(window, "Intl", undefined),
  "the clock": () => {
    const undo = [replaced(Date, "now", () => 0), replaced(performance, "now", () => 0)];
    return () => {
      for (const each of undo) each();
    };
  },
  "timers that never elapse": () => replaced(window, "setTimeout", () => 0),
  "promises of its own": () => replaced(window, "Promise", class Own extends Promise {}),
  "messages to its own window": () =>
    replaced(window, "postMessage", () => {
      throw new Error("no messages");
    }),
  "the namespaces": () => {
    const undo = ["Xrm", "Microsoft", "cifEmulator"].map((name) => replaced(window, name, window[name]));
    Microsoft.CIFramework.raiseEvent = () => "mine";
    Microsoft.Apm.getFocusedSession = () => "mine";
    return () => {
      for (const each of undo) each();
    };
  },
};

function replaced(owner, name, value) {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? true,
  });
  return () => (before ? Object.defineProperty(owner, name, before) : delete owner[name]);
}

const CHAT = "msdyn_chat_session";

/** What calls in such a window answer: a right one, a wrong one, one with what a Map and a list hold. */
async function calls() {
  const { Apm, CIFramework } = Microsoft;
  const sessionContext = new Map([
    ["customer", "Ada"],
    ["list", [1, "a"]],
  ]);
  const opened = await Apm.createSession({ templateName: CHAT, sessionContext });
  const session = Apm.getSession(opened);
  const { parameters } = await session.getContext();
  const wrong = await CIFramework.createSession({ templateName: { a: () => 1 } }).catch(({ message }) => message);
  session.title = "Own";
  return [opened, parameters, wrong, session.title, Apm.getAllSessions().length];
}

export async function callIn(name) {
  const undo = WORLDS[name]();
  try {
    return await calls();
  } finally {
    undo();
  }
}

/** In a window whose objects nobody may change any more. */
export async function callAmongFrozen() {
  for (const each of [Object, Array, Function, Error, Map, Set, Promise, Date, String, Number, RegExp]) {
    Object.freeze(each.prototype);
    Object.freeze(each);
  }
  return calls();
}

/** A provider's page takes from itself what its library needs. */
export function takeAway() {
  for (const name of ["JSON", "Promise", "Map", "Error", "setTimeout", "postMessage", "Object"])
    Object.defineProperty(window, name, { get: () => undefined, configurable: true });
}

function dropped() {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["lastname\nDropped\n"], "contact.csv"));
  const event = () =>
    new DragEvent("drop", { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer });
  return { transfer, event };
}

export function dropOnPage() {
  document.body.dispatchEvent(dropped().event());
}

/** In a channel provider's page: all ways to drop something on the page around it. */
export function dropFromFrame() {
  const { transfer, event } = dropped();
  const ways = [
    () => document.body.dispatchEvent(event()),
    () => window.frameElement.dispatchEvent(event()),
    () => parent.dispatchEvent(event()),
    () => parent.document.body.dispatchEvent(event()),
    () => parent.cifEmulator.load(transfer.files),
    () => parent.postMessage({ type: "drop", files: [...transfer.files] }, "*"),
    () => parent.postMessage(transfer.files, "*"),
  ];
  return ways.map((way) => {
    try {
      way();
      return "";
    } catch (thrown) {
      return thrown.name;
    }
  });
}

/** Raises an event; timers of ten seconds and more, which are set from then on, elapse with `elapsed`. */
export function raiseWithHeldTimers() {
  const usual = { setTimeout, clearTimeout };
  const held = new Map();
  let last = 0;
  window.setTimeout = (work, delay, ...rest) => {
    if (delay < 10_000) return usual.setTimeout.call(window, work, delay, ...rest);
    held.set(--last, work);
    return last;
  };
  window.clearTimeout = (id) => held.delete(id) || usual.clearTimeout.call(window, id);
  const raised = Microsoft.CIFramework.raiseEvent("own_event");
  window.held = { usual, timers: held, raised };
}

/** Has the held timers elapse, and gives what the event's caller is told. */
export function elapsed() {
  const { usual, timers, raised } = window.held;
  Object.assign(window, usual);
  delete window.held;
  for (const work of timers.values()) work();
  return raised;
}
