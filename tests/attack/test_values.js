/** What strangers pass, by name; each is made where it is passed. */
const VALUES = {
  "a getter that throws": () => ({
    get inner() {
      throw new Error("no entry");
    },
  }),
  "a getter that throws a proxy": () => ({
    get inner() {
      throw everyTrapThrows();
    },
  }),
  "a getter that throws nothing": () => ({
    get inner() {
      throw undefined;
    },
  }),
  "a getter whose error has no message": () => ({
    get inner() {
      throw Object.defineProperty(new Error("x"), "message", {
        get() {
          throw new Error("again");
        },
      });
    },
  }),
  "a getter that changes its answer": () => changing("inner", ["text", () => 1, Symbol("s"), {}]),
  "a toJSON that is one only once": () => changing("toJSON", [() => "text", 5, 5, 5]),
  "a get that is one only once": () => ({ ...changing("get", [() => 1, 5, 5]), forEach() {} }),
  "a proxy whose traps throw": everyTrapThrows,
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a revoked proxy of a list": () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  },
  "a proxy of itself": () => new Proxy({}, { get: (_, name, self) => (typeof name === "string" ? self : undefined) }),
  "a prototype that is a proxy": () => Object.create(everyTrapThrows()),
  "a cycle through a Map": () => {
    const map = new Map();
    return map.set("own", [map]);
  },
  "a cycle through toJSON": () => ({
    toJSON() {
      return [this];
    },
  }),
  "a toJSON that throws": () => ({
    toJSON() {
      throw new Error("no JSON");
    },
  }),
  "a toJSON without end": () => withoutEnd("toJSON"),
  "a toString that throws": () => ({
    toString() {
      throw new Error("no text");
    },
  }),
  "a valueOf without end": () => Object.assign(withoutEnd("valueOf"), { [Symbol.toStringTag]: "Number" }),
  "a toPrimitive that throws": () => ({
    [Symbol.toPrimitive]() {
      throw new Error("no primitive");
    },
  }),
  "a toJSON that calls": () => ({
    toJSON() {
      const { CIFramework } = (window.Microsoft ? window : parent).Microsoft;
      CIFramework.createSession({ templateName: "msdyn_chat_session" }).catch(() => {});
      return "called";
    },
  }),
  "an object without a prototype": () => Object.create(null),
  "a symbol": () => Symbol("s"),
  "a symbol without a name": () => Symbol(),
  "a BigInt": () => 2n ** 70n,
  "a function": () => () => {},
  "a class": () => class Own {},
  "a function with a hostile name": () => Object.defineProperty(() => {}, "name", { get: () => everyTrapThrows() }),
  "a generator": () =>
    (function* () {
      for (;;) yield 1;
    })(),
  "a promise that never settles": () => new Promise(() => {}),
  "a rejected promise": () => {
    const promise = Promise.reject(new Error("rejected"));
    promise.catch(() => {});
    return promise;
  },
  "a thenable that never settles": () => thenable(() => {}),
  "a thenable that answers twice": () =>
    thenable((resolve, reject) => {
      resolve(1);
      reject(new Error("twice"));
      resolve(2);
    }),
  "a Map that iterates without end": () => iterating(new Map([["a", 1]])),
  "a Map that iterates without end, with a function": () => iterating(new Map([["a", () => {}]])),
  "what is called a Map": () => iterating({ [Symbol.toStringTag]: "Map" }),
  "a Set that iterates without end": () => iterating(new Set([() => {}])),
  "what is called a Set": () => iterating({ [Symbol.toStringTag]: "Set" }),
  "a list that iterates without end": () => iterating(["a"]),
  "a list with a function, that iterates without end": () => iterating([() => {}]),
  "what is called a Date": () => ({ [Symbol.toStringTag]: "Date" }),
  "what is called a promise": () => ({ [Symbol.toStringTag]: "Promise" }),
  "what is called a File": () => ({ [Symbol.toStringTag]: "File", name: Symbol("s"), size: {} }),
  "a tag that throws": () => ({
    get [Symbol.toStringTag]() {
      throw new Error("no tag");
    },
  }),
  "a Map with keys of all kinds": () =>
    new Map([
      [Symbol("s"), 1],
      [{}, 2],
      [null, 3],
      [NaN, 4],
    ]),
  "a detached buffer": () => {
    const buffer = new ArrayBuffer(8);
    structuredClone(buffer, { transfer: [buffer] });
    return buffer;
  },
  "bytes of a detached buffer": () => {
    const bytes = new Uint8Array(8);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    return bytes;
  },
  "a list as long as lists can be": () => Object.assign([], { length: 2 ** 32 - 1 }),
  "a list of holes": () => new Array(20),
  "a DOM node": () => document.body,
  "a list of DOM nodes": () => document.querySelectorAll("*"),
  "the window": () => window,
  "the location": () => location,
  "an event": () => new Event("x"),
  "a window of another origin": () => strangersFrame().contentWindow,
  "a location of another origin": () => strangersFrame().contentWindow.location,
  "half a pair of surrogates": () => "a\ud83d",
  "a key of half a pair": () => ({ "\ude00": 1 }),
  "a zero": () => "a\0b",
  "a key of zeros": () => ({ "\0": "\0" }),
  "__proto__ and its kind": () =>
    JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
  "keys of the border's": () => ({ "\u0001map": [["a"]], "\u0001undefined": 1, "\u0001": {}, $type: "x" }),
  "a number beyond all": () => -Infinity,
  "the negative zero": () => -0,
  "a date that is none": () => new Date(NaN),
  "the last date": () => new Date(8.64e15),
  "a date whose methods throw": () =>
    Object.assign(new Date(0), {
      toJSON() {
        throw new Error("no JSON");
      },
      getTime: 5,
    }),
  "an error": () => structuredClone(new RangeError("r", { cause: new Error("c") })),
  "an error with hostile names": () =>
    Object.defineProperties(new Error("x"), { name: { get: everyTrapThrows }, message: { value: everyTrapThrows() } }),
  "a port": () => new MessageChannel().port1,
  "a weak reference": () => new WeakRef({}),
  "a pattern": () => /(a+)+$/,
  "bidirectional overrides": () => "\u202e\u2066\u200f".repeat(100),
  "a text like markup": () => "<img src=x onerror=alert(1)>",
  "a long key before a function": () => ({ [`k${"k".repeat(100_000)}`]: () => {} }),
  "a long text": () => "x".repeat(50_000),
};

/** Those that take long to make or to read: passed to some functions alone. */
const LARGE = {
  "a proxy with ever new keys": () => new Proxy({}, endless),
  "200,000 keys": () => Object.fromEntries(Array.from({ length: 200_000 }, (_, n) => [`k${n}`, n])),
  "a Map of 200,000": () => new Map(Array.from({ length: 200_000 }, (_, n) => [`k${n}`, n])),
  "a Set of 200,000": () => new Set(Array.from({ length: 200_000 }, (_, n) => n)),
  "100,000 levels": () => Array.from({ length: 100_000 }).reduce((inner) => ({ inner }), {}),
  "20,000,000 characters": () => "x".repeat(20_000_000),
};

function everyTrapThrows() {
  const trap = (_, name) => () => {
    throw new Error(`trap ${String(name)}`);
  };
  return new Proxy(() => {}, new Proxy({}, { get: trap }));
}

/** An object one member of which is another thing each time it is read; the last remains. */
function changing(name, answers) {
  const left = [...answers];
  return Object.defineProperty({}, name, { enumerable: true, get: () => (left.length > 1 ? left.shift() : left[0]) });
}

/** What has a `then`, and is no promise. */
function thenable(then) {
  const name = "then";
  return Object.defineProperty({}, name, { value: then });
}

let keys = 0;
const endless = {
  ownKeys: () => Array.from({ length: 50 }, () => `k${++keys}`),
  getOwnPropertyDescriptor: () => ({ value: new Proxy({}, endless), enumerable: true, configurable: true }),
  get: (_, name) => (typeof name === "string" && name.startsWith("k") ? new Proxy({}, endless) : undefined),
};

function withoutEnd(name) {
  return { [name]: () => withoutEnd(name) };
}

/** Iterates a million times: whoever asks it instead of the language's own iterators has too many. */
function iterating(value) {
  return Object.assign(value, {
    *[Symbol.iterator]() {
      for (let n = 0; n < 1_000_000; n++) {
        if (n > 200_000) throw new Error("asked an iterator of the caller's to its end");
        yield [`k${n}`, n];
      }
    },
  });
}

function strangersFrame() {
  let frame = document.getElementById("stranger");
  if (frame) return frame;
  frame = Object.assign(document.createElement("iframe"), { id: "stranger", sandbox: "allow-scripts", srcdoc: "x" });
  document.body.append(frame);
  return frame;
}

const CHAT = "msdyn_chat_session";
/** They end or replace what is tried, or wait for somebody. */
const LEFT_OUT = ["reset", "notifyEvent"];

/** The functions that a script finds, each with its path. */
function functions(owner) {
  const found = [];
  const look = (object, path) => {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(object))) {
      if (LEFT_OUT.includes(name)) continue;
      if (typeof value === "function") found.push([`${path}.${name}`, (...args) => value.apply(object, args)]);
      else if (value && Object.getPrototypeOf(value) === Object.prototype) look(value, `${path}.${name}`);
    }
  };
  const { Microsoft, Xrm, cifEmulator } = owner;
  for (const [name, namespace] of Object.entries({ ...Microsoft, Xrm, cifEmulator }))
    if (namespace) look(namespace, name);
  return found;
}

/** Runs without a line on the console for each refusal: a browser under test takes longer for these than for the calls. */
async function quietly(run) {
  const { warn } = console;
  console.warn = () => {};
  try {
    return await run();
  } finally {
    console.warn = warn;
  }
}

/** What is wrong with how a call ended, or "". */
async function wrong(call) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, 20_000, "no answer")));
  const ended = Promise.resolve()
    .then(call)
    .then(() => "", wordsOf);
  const why = await Promise.race([ended, late]);
  clearTimeout(timer);
  return why;
}

/** What is wrong with a refusal, or "": it is the workspace's own, in words, and not too long to be read. */
function wordsOf(refusal) {
  try {
    const { message, errorCode } = refusal;
    if (typeof message !== "string" || !message.trim()) return `rejected without a message (${String(message)})`;
    if (message.includes("the emulator itself failed")) return message;
    if (message.length > 3_000) return `a message of ${message.length} characters`;
    const isOurs =
      message.startsWith("cifEmulator.") || message.startsWith("call: ") || message.includes("to the workspace (");
    return Number.isInteger(errorCode) || isOurs ? "" : `no refusal of ours: ${message}`;
  } catch (thrown) {
    return `rejected with what cannot be read: ${thrown}`;
  }
}

/** How a value is passed. */
const WAYS = {
  alone: (make) => [make()],
  "as all": (make) => [make(), make(), make(), make()],
  inside: (make) => [{ templateName: CHAT, templateParameters: { a: make() }, sessionContext: { a: make() } }],
  "in rows": (make) => ["contact", { lastname: make() }],
};

/**
 * Passes a value to all functions of this window, or of the one around it: what was wrong, by function and way.
 * @returns {Promise<Record<string, string>>}
 */
export async function passEverywhere([name, who, ...ways]) {
  const found = {};
  const owner = who === "parent" ? parent : window;
  const run = async () => {
    for (const [path, call] of functions(owner)) {
      for (const way of ways) {
        const why = await wrong(() => call(...WAYS[way](VALUES[name])));
        if (why) found[`${path} ${way}`] = why;
      }
    }
  };
  await quietly(run);
  document.getElementById("stranger")?.remove();
  return found;
}

/** Passes it to what is no plain function: setters, a context, events of the window. */
export async function passToLiveObjects(name) {
  const { Apm } = Microsoft;
  await Apm.createSession({ templateName: CHAT });
  const session = Apm.getFocusedSession();
  const context = await session.getContext();
  const make = VALUES[name];
  const found = {};
  const ways = {
    "a session's title": () => (session.title = make()),
    "a tab's title": () => (session.getFocusedTab().title = make()),
    "a context's value": () => context.set("key", make()),
    "a context's key": () => context.set(make(), "x"),
    "a context's key, read": () => context.get(make()),
    "a context's key, deleted": () => context.delete(make()),
    "a slug": () => session.resolveSlug(make()),
    "click to act": () => dispatchEvent(new CustomEvent("CIClickToAct", { detail: make() })),
  };
  for (const [way, call] of Object.entries(ways)) {
    const why = await wrong(async () => call());
    if (why) found[way] = why;
  }
  document.getElementById("stranger")?.remove();
  return found;
}

/** Resets with each value among the options: what was wrong, by name. A configuration stays in force. */
export async function resetWithEach() {
  const found = {};
  for (const [name, make] of Object.entries(VALUES)) {
    for (const options of [() => ({ config: make() }), () => ({ more: make() }), make]) {
      const why = await wrong(() => cifEmulator.reset(options()));
      if (why) found[name] = why;
    }
  }
  document.getElementById("stranger")?.remove();
  return found;
}

/** Passes it where callers put data; in a provider's page there is no `Apm`. */
export async function passLarge(name) {
  const { Apm, CIFramework } = Microsoft;
  const value = LARGE[name]();
  const found = {};
  const ways = {
    session: () => CIFramework.createSession({ templateName: CHAT, templateParameters: { a: value } }),
    "context or record": () =>
      Apm?.createSession({ templateName: CHAT, sessionContext: value }) ?? CIFramework.createRecord("contact", value),
  };
  for (const [way, call] of Object.entries(ways)) {
    const why = await wrong(call);
    if (why) found[way] = why;
  }
  return found;
}

/** Passes it by the element that shows the workspace in this page. */
export async function passByElement([element, name]) {
  const make = VALUES[name] ?? LARGE[name];
  const found = {};
  const ways = {
    session: () =>
      element.Microsoft.CIFramework.createSession({ templateName: CHAT, templateParameters: { a: make() } }),
    argument: () => element.call("Apm.createSession", make()),
    name: () => element.call(make()),
    record: () => element.call("CIFramework.createRecord", "contact", make()),
    load: () => element.load(make()),
    reset: () => element.reset({ more: make() }),
    event: () => element.raiseEvent(make(), make()),
    presence: () => element.setPresence(make()),
    fault: () => element.faults.add(make()),
    "values of a session": () => element.openSession(CHAT, make()),
  };
  for (const [way, call] of Object.entries(ways)) {
    const why = await wrong(call);
    if (why) found[way] = why;
  }
  document.getElementById("stranger")?.remove();
  return [found, await element.Microsoft.CIFramework.canCreateSession()];
}

/** Whether a call of somebody else's works, and nobody's prototype was changed. */
export async function nextCall() {
  const { CIFramework } = (window.Microsoft ? window : parent).Microsoft;
  return [typeof (await CIFramework.canCreateSession()), {}.polluted ?? null];
}
