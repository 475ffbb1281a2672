/** Before a page's own scripts: counts what it holds, in `window.held`. */
export function watch() {
  const timers = new Set();
  for (const [set, isOnce] of [
    ["setTimeout", true],
    ["setInterval", false],
  ]) {
    const real = window[set];
    window[set] = (work, ...rest) => {
      const elapsed = (...given) => {
        if (isOnce) timers.delete(id);
        return work(...given);
      };
      const id = real(elapsed, ...rest);
      timers.add(id);
      return id;
    };
  }
  for (const clear of ["clearTimeout", "clearInterval"]) {
    const real = window[clear];
    window[clear] = (id) => {
      timers.delete(id);
      real(id);
    };
  }
  // A channel that is open is not collected.
  const channels = [];
  const { MessageChannel, BroadcastChannel } = window;
  window.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      channels.push(new WeakRef(this.port1), new WeakRef(this.port2));
    }
  };
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      channels.push(new WeakRef(this));
    }
  };
  // Python's proxies are the objects that the interpreter watches with a registry of its own.
  let proxies = 0;
  const { register, unregister } = FinalizationRegistry.prototype;
  FinalizationRegistry.prototype.register = function (...all) {
    proxies++;
    return register.apply(this, all);
  };
  FinalizationRegistry.prototype.unregister = function (...all) {
    const was = unregister.apply(this, all);
    if (was) proxies--;
    return was;
  };
  window.held = () => ({
    timers: timers.size,
    channels: channels.filter((each) => each.deref()).length,
    proxies,
  });
}

/** Waits until no more timers run than that; some seconds at most, for what is saved or told a little later. */
export async function settle(timers) {
  const until = performance.now() + 5_000;
  // A hidden frame draws nothing.
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  do await pause();
  while (window.held().timers > timers && performance.now() < until);
}

/** What Python holds, after its garbage is collected; and the memory that it has, in bytes. */
export function python() {
  const [objects, blocks] = JSON.parse(
    window.interpreter.runPython(
      "import gc, sys; gc.collect(); str([len(gc.get_objects()), sys.getallocatedblocks()])",
    ),
  );
  return { objects, blocks, bytes: window.interpreter._module.HEAP8.length };
}

/** The agent: accepts what rings, looks through sessions and tabs, and closes the sessions that are done. */
export function beginWork() {
  let turn = 0;
  const next = (entries) => entries[turn++ % entries.length]?.click();
  const look = () => {
    document.querySelector('[data-answer="accept"]')?.click();
    document.querySelector("dialog.question fluent-button[appearance=primary]")?.click();
    next(document.querySelectorAll("[role=tab][data-session-id]"));
    next(document.querySelectorAll("[role=tab][data-tab-id]"));
    for (const done of document.querySelectorAll('[data-close-session][aria-label^="Close Done"]')) done.click();
  };
  window.agent = setInterval(look, 50);
}

export function endWork() {
  clearInterval(window.agent);
}

/** A provider's day, in `window.day`; refusals are Maps, of which a test would see nothing. */
export function beginDay(day) {
  window.day = takeCalls(day).catch((refused) => {
    throw refused instanceof Map ? new Error(refused.get("message")) : refused;
  });
}

/** So many calls, each accepted, worked on, written down, and closed by the agent. */
async function takeCalls({ first, count, person }) {
  const CIF = Microsoft.CIFramework;
  const closed = new Map();
  const noteClosed = async (text) => closed.get(JSON.parse(text).sessionId)?.();
  await CIF.addHandler("onSessionClosed", noteClosed);
  // The agent looks at another session meanwhile, where this one may open nothing.
  const trying = (promise) => promise.catch(() => undefined);
  for (let number = first; number < first + count; number++) {
    const customer = `Caller ${number}`;
    await CIF.notifyEvent({ templateName: "msdyn_chat_incoming_authenticated", templateParameters: { customer } });
    const session = await CIF.createSession({
      templateName: "msdyn_chat_session",
      templateParameters: { customer, note: customer.repeat(50) },
    });
    const isClosed = new Promise((resolve) => closed.set(session, resolve));
    await trying(CIF.requestFocusSession(session));
    await trying(CIF.createTab({ templateName: "msdyn_search" }));
    await trying(CIF.openForm('{"entityName":"contact"}', `{"lastname":"${customer}"}`));
    await trying(CIF.renderSearchPage("contact", customer));
    await CIF.updateRecord("contact", person, JSON.stringify({ jobtitle: `Call ${number}` }));
    const task = JSON.parse(await CIF.createRecord("task", JSON.stringify({ subject: customer })));
    await CIF.searchAndOpenRecords("task", `?$filter=subject eq '${customer}'`, true);
    await CIF.deleteRecord("task", task.id);
    await trying(CIF.createSession({ templateName: "no such template" }));
    await trying(CIF.setMode(number % 2));
    // A provider writes titles only while its own session is before the agent.
    const isDone = () =>
      CIF.requestFocusSession(session).then(() =>
        CIF.setSessionTitle({ sessionId: session, customer: `Done ${number}` }),
      );
    while ((await isDone().catch(() => "later")) === "later");
    await isClosed;
    closed.delete(session);
  }
  await CIF.removeHandler("onSessionClosed", noteClosed);
}
