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

/** Waits until no more timers run than that: what is saved or told a little later, the ten seconds that a provider's calls have. */
export async function settle(timers) {
  const until = performance.now() + 15_000;
  // A hidden frame draws nothing.
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
  do await pause();
  while (window.held().timers > timers && performance.now() < until);
}

/**
 * How many objects Python holds, and the memory that it has, in bytes. Closed sessions that are remembered are forgotten
 * first: how many tabs each of them had is another number every time.
 */
export function python() {
  const { interpreter } = window;
  const objects = interpreter.runPython(`
import gc
from cif_emulator.workspace.state.state import State

def count():
    gc.unfreeze()
    for each in gc.get_objects():
        if issubclass(type(each), State):
            each.forget_closed()
    del each
    gc.collect()
    return len(gc.get_objects())

count()
`);
  return { objects, bytes: interpreter._module.HEAP8.length };
}

/** The agent: accepts what rings, looks through sessions and tabs, and closes the sessions that are done. */
export function beginWork() {
  let turn = 0;
  let isOver = false;
  // Each in its turn, whatever their number: a provider may wait until its session is before the agent.
  const turns = { "[role=tab][data-session-id]": 0, "[role=tab][data-tab-id]": 0 };
  const next = (selector) => {
    const entries = document.querySelectorAll(selector);
    entries[turns[selector]++ % entries.length]?.click();
  };
  const first = (selector) => document.querySelector(selector);
  const look = () => {
    // One thing at a time: a question takes the place of one that is not answered yet.
    const wanted =
      first("dialog.question fluent-button[appearance=primary]") ??
      first('[data-answer="accept"]') ??
      // A form that is opened while Home is before the agent has a session of its own.
      first('[data-close-session]:not([aria-label^="Close Caller"])') ??
      (first('[data-session-id="session-id-0"][aria-selected=true]') && first("[data-close-tab]"));
    if (wanted) wanted.click();
    else next(turn++ % 4 ? "[role=tab][data-tab-id]" : "[role=tab][data-session-id]");
  };
  const work = async () => {
    while (!isOver) {
      look();
      // What came of it is drawn by then; what is on the page is what can be clicked.
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  };
  window.endWork = () => (isOver = true);
  void work();
}

/** Whether the agent has closed all that was opened. */
export function isClosed() {
  const count = (selector) => document.querySelectorAll(selector).length;
  return (
    count("[role=tab][data-session-id]") === 1 &&
    count("[role=tab][data-tab-id]") === 1 &&
    count("dialog.question, .toast") === 0
  );
}

/** Deletes the rows that analytics has written: rows that are kept take memory by right, up to `records_budget`. */
export async function deleteAnalytics() {
  const { searchAndOpenRecords, deleteRecord } = Microsoft.CIFramework;
  for (const table of ["msdyn_kpieventdata", "msdyn_ocliveworkitem"]) {
    for (;;) {
      const rows = Object.values(JSON.parse(await searchAndOpenRecords(table, `?$select=${table}id&$top=500`, true)));
      if (!rows.length) break;
      for (const row of rows) await deleteRecord(table, row[`${table}id`]);
    }
  }
}

/** A provider's day; `window.day` tells how far it is. Refusals are Maps, of which a test would see nothing. */
export function beginDay(day) {
  const progress = { calls: 0, doing: "nothing yet", refused: "", isOver: false, problem: "" };
  window.day = progress;
  const refused = (thrown) => {
    progress.problem = String(thrown instanceof Map ? thrown.get("message") : (thrown.stack ?? thrown));
  };
  void takeCalls(day, progress)
    .catch(refused)
    .finally(() => (progress.isOver = true));
}

/** So many calls, each accepted, worked on, written down, and closed by the agent. */
async function takeCalls({ first, count, person }, progress) {
  const CIF = Microsoft.CIFramework;
  const closed = new Map();
  const noteClosed = async (text) => closed.get(JSON.parse(text).sessionId)?.();
  // What is under way, by name.
  const call = (name, ...given) => {
    progress.doing = name;
    return CIF[name](...given);
  };
  // The agent looks at another session meanwhile, where this one may open nothing.
  const trying = (...given) => call(...given).catch(() => undefined);
  await call("addHandler", "onSessionClosed", noteClosed);
  for (let number = first; number < first + count; number++) {
    const customer = `Caller ${number}`;
    const values = { customer, note: customer.repeat(50) };
    const rings = { templateName: "msdyn_chat_incoming_authenticated", templateParameters: { customer } };
    await call("notifyEvent", rings);
    const opened = { templateName: "msdyn_chat_session", templateParameters: values };
    const session = await call("createSession", opened);
    const whenClosed = new Promise((resolve) => closed.set(session, resolve));
    await trying("requestFocusSession", session);
    await trying("createTab", { templateName: "msdyn_search" });
    await trying("openForm", '{"entityName":"contact"}', `{"lastname":"${customer}"}`);
    await trying("renderSearchPage", "contact", customer);
    await call("updateRecord", "contact", person, JSON.stringify({ jobtitle: `Call ${number}` }));
    const task = JSON.parse(await call("createRecord", "task", JSON.stringify({ subject: customer })));
    await call("searchAndOpenRecords", "task", `?$filter=subject eq '${customer}'`, true);
    await call("deleteRecord", "task", task.id);
    await trying("createSession", { templateName: "no such template" });
    await trying("setMode", number % 2);
    // A provider writes titles only while its own session is before the agent.
    const isDone = () =>
      call("setSessionTitle", { sessionId: session, customer: `Done ${number}` }).then(
        () => true,
        (refused) => {
          progress.refused = String(refused instanceof Map ? refused.get("message") : refused);
          return false;
        },
      );
    while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 10));
    progress.doing = "waiting until the agent closes the session";
    await whenClosed;
    closed.delete(session);
    progress.calls++;
  }
  await call("removeHandler", "onSessionClosed", noteClosed);
}
