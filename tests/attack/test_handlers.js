const CHAT = "msdyn_chat_session";
const around = () => (window.cifEmulator ? window : parent);
const ownFrame = () => document.querySelector("iframe[data-provider=own_far]");

function everyTrapThrows() {
  const trap = (_, name) => () => {
    throw new Error(`trap ${String(name)}`);
  };
  return new Proxy(() => {}, new Proxy({}, { get: trap }));
}

function broken() {
  throw new Error("then");
}

/** What has a `then`, and is no promise. */
function thenable(then) {
  return having("then", { value: then });
}

function having(name, descriptor, owner = {}) {
  return Object.defineProperty(owner, name, descriptor);
}

/** What a handler does with its argument. */
const HANDLERS = {
  throws() {
    throw new Error("broken");
  },
  "throws nothing"() {
    throw undefined;
  },
  "throws a symbol"() {
    throw Symbol("s");
  },
  "throws a proxy whose traps throw"() {
    throw everyTrapThrows();
  },
  "throws an error whose stack throws"() {
    throw Object.defineProperty(new Error("broken"), "stack", { get: () => everyTrapThrows()() });
  },
  "throws an error whose stack changes"() {
    const answers = ["stack", 5, 5];
    throw Object.defineProperty(new Error("broken"), "stack", { get: () => answers.shift() });
  },
  "throws half a pair of surrogates": () => Promise.reject("\ud83d".repeat(100_000)),
  "rejects with a proxy": () => Promise.reject(everyTrapThrows()),
  "never answers": () => new Promise(() => {}),
  "answers with a symbol": () => Symbol("s"),
  "answers with a proxy": () => everyTrapThrows(),
  "answers with a window": () => window,
  "answers with itself"() {
    const promise = Promise.resolve().then(() => promise);
    return promise;
  },
  "answers with a thenable that throws": () => having("then", { get: broken }),
  "answers with a thenable that never settles": () => thenable(() => {}),
  "answers with a thenable that answers twice": () =>
    thenable((resolve, reject) => {
      resolve(true);
      reject(new Error("twice"));
      resolve(false);
    }),
  "answers with a promise whose then throws": () => having("then", { value: broken }, Promise.resolve()),
  "answers with a promise of another constructor": () =>
    Object.defineProperty(Promise.resolve(true), "constructor", { get: () => everyTrapThrows()() }),
  "changes its argument": async (map) => {
    map.set("value", everyTrapThrows());
    Object.setPrototypeOf(map, null);
  },
  "raises the event again": async () => {
    const { CIFramework } = (window.Microsoft ? window : parent).Microsoft;
    window.depth = (window.depth ?? 0) + 1;
    if (window.depth < 5) void CIFramework.raiseEvent("own_event", { depth: window.depth });
  },
  "removes all handlers": async () => {
    await Microsoft.CIFramework.removeHandler("own_event", window.hostile);
  },
  "adds itself again": async () => {
    await Microsoft.CIFramework.addHandler("own_event", () => Promise.resolve());
  },
  "closes its window": async () => window.close(),
  "closes what is open": async () => {
    const { Apm } = around().Microsoft;
    await Apm.createSession({ templateName: CHAT });
    await Apm.getFocusedSession().close();
  },
};

/** What a handler does that ends its page, its frame or the workspace, by who it is. */
const ENDS = {
  "removes its frame": () => frameElement.remove(),
  "has its frame removed": () => ownFrame().remove(),
  "goes elsewhere": () => location.replace("about:blank"),
  "loads itself anew": () => location.reload(),
  "writes its document anew": () => {
    document.open();
    document.write("<p>gone");
    document.close();
  },
  "resets the workspace": () => around().cifEmulator.reset(),
};

/** Adds a hostile handler in this page. */
export async function listen(name) {
  window.heard = 0;
  const act = HANDLERS[name] ?? ENDS[name];
  window.hostile = (...given) => {
    window.heard++;
    return act(...given);
  };
  await Microsoft.CIFramework.addHandler("own_event", window.hostile);
}

/** Adds a handler that answers, and counts what it has heard in `fine`. */
export async function listenWell() {
  window.fine = 0;
  await Microsoft.CIFramework.addHandler("own_event", async () => window.fine++);
}

/** What raising the event answers: true, false or why it was refused. */
export async function raise() {
  const { CIFramework } = Microsoft;
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, 30_000, "no answer")));
  const raised = CIFramework.raiseEvent("own_event", { number: 5 }).then(String, ({ message }) => message);
  const answer = await Promise.race([raised, late]);
  clearTimeout(timer);
  return answer;
}

/** Whether a call of somebody else's works. */
export async function nextCall() {
  return typeof (await Microsoft.CIFramework.canCreateSession());
}
