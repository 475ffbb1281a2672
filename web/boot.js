/**
 * Starts the workspace: the interpreter, the emulator's own wheels, the namespaces, the view.
 * `window.cifEmulator` is there from the beginning; its `ready` settles when all is up, or says why it is not.
 */
import { nativeError } from "./border/answers.js";
import { PAGE, forgetConnections } from "./border/connections.js";
import { argumentsText } from "./border/decoder.js";
import { settleAllDeferred, settleDeferred } from "./border/deferred.js";
import { deliver, forgetDeliveries } from "./border/deliveries.js";
import { forgetMessages, handlersTimeOut, listenToFrames } from "./border/frames.js";
import { giveToFrames } from "./border/given.js";
import { forgetViews, promised, registerNamespaces } from "./border/namespaces.js";
import { keepForNextVisit } from "./border/offline.js";
import { lookAtFrames } from "./border/provider_frames.js";
import { forgetRecords, keepUnsaved, recordsWritten, restoreRecords } from "./border/kept_records.js";
import { keepSessions, restoreSessions } from "./border/kept_sessions.js";
import { Failed, startPython } from "./border/start.js";
import {
  absent,
  ask,
  call,
  connect,
  disconnect,
  ended,
  isConnected,
  resetPython,
  whenEnded,
} from "./border/supervisor.js";
import { setTimer, stopTimers } from "./border/timers.js";
import { createProgress } from "./view/progress.js";
import { createView } from "./view/workspace.js";

/** Starting anew this often within a minute means that it will not hold. */
const RESTARTS_PER_MINUTE = 3;

const root = /** @type {HTMLElement} */ (document.getElementById("workspace"));
const pageId = crypto.randomUUID();

/** What Python declares. @type {import("./border/namespaces.js").Description} */
let description = { namespaces: [], globals: [], objects: [] };
/** @type {ReturnType<typeof createView> | null} */
let view = null;
let renderIsDue = false;
/** @type {number[]} */
const restarts = [];
/** @type {Map<string, BroadcastChannel>} */
const channels = new Map();

/** @param {string} name @param {unknown[]} args */
function gesture(name, ...args) {
  const answer = call(`Agent.${name}`, "agent", argumentsText(args));
  if (answer[0] === "!") console.warn(`[cif-emulator] ${nativeError(answer.slice(1)).message}`);
}

function render() {
  renderIsDue = false;
  if (!isConnected()) return;
  const answer = ask("snapshot");
  if (answer[0] !== "=") return;
  view ??= createView(root, gesture, { readCalls: () => handle.calls(), readData: () => handle.data() });
  const snapshot = JSON.parse(answer.slice(1));
  document.title = `${snapshot.title} (emulated)`;
  view.render(snapshot);
  giveToFrames(description.namespaces.find(({ name }) => name === "CIFramework")?.methods ?? []);
  lookAtFrames();
  keepSessions();
}

/** However many calls came, the page is drawn once per frame. */
function scheduleRender() {
  if (renderIsDue) return;
  renderIsDue = true;
  // A page in the background gets no animation frames; toasts for the desktop must come all the same.
  if (document.hidden) setTimeout(render);
  else requestAnimationFrame(render);
}

/** @param {[topic: string, payload: unknown]} message */
function broadcast([topic, payload]) {
  let channel = channels.get(topic);
  if (!channel) channels.set(topic, (channel = new BroadcastChannel(topic)));
  channel.postMessage(payload);
}

/** Pages of the organisation's own find the workspace by their opener. @param {string} address */
function openWindow(address) {
  open(address, "_blank", new URL(address).origin === location.origin ? "" : "noopener");
}

/**
 * What Python has to tell after a call.
 * @param {string} kind
 * @param {string} text
 */
function tell(kind, text) {
  switch (kind) {
    case "changed":
      return scheduleRender();
    case "records":
      return recordsWritten(text);
    case "warning":
      return console.warn(`[cif-emulator] ${text}`);
    case "broadcasts":
      return JSON.parse(text).forEach(broadcast);
    case "deliver": {
      const [provider, delivery, event, payload, shape] = JSON.parse(text);
      return deliver({ provider, delivery, event, payload, kind: shape }, handlersTimeOut());
    }
    case "settle": {
      const [id, answer] = JSON.parse(text);
      return settleDeferred(id, answer);
    }
    case "open":
      return openWindow(JSON.parse(text));
    case "timer": {
      const [id, milliseconds] = JSON.parse(text);
      return setTimer(id, milliseconds);
    }
  }
}

/** What was under way with a workspace that is no more. */
function forgetFrames() {
  forgetMessages();
  forgetDeliveries();
  forgetConnections();
  forgetViews();
}

async function start() {
  view = null;
  const progress = createProgress(root);
  try {
    const python = await startPython(tell, pageId, (text, fraction) => progress.step(text, fraction), ended);
    await restoreRecords(python);
    connect(python);
    description = JSON.parse(python.description);
    registerNamespaces(description, /** @type {any} */ (window));
    handle.version = python.version;
    if (restarts.length === 0) restoreSessions();
    progress.done();
    render();
    void keepForNextVisit();
  } catch (thrown) {
    const failed = Failed.from(thrown);
    disconnect(`the workspace did not start: ${failed.why}`);
    progress.fail(failed);
    throw failed;
  }
}

/** @param {string} cause */
async function startAnew(cause) {
  stopTimers();
  keepUnsaved();
  forgetFrames();
  settleAllDeferred(absent("CIFramework.answer"));
  console.error(
    `[cif-emulator] The Python interpreter ended (${cause}). The workspace starts anew; its sessions are lost.`,
  );
  const now = Date.now();
  restarts.push(now);
  while (restarts[0] < now - 60_000) restarts.shift();
  if (restarts.length > RESTARTS_PER_MINUTE) {
    disconnect(`the Python interpreter ended ${restarts.length} times within a minute; reload the page`);
    createProgress(root).fail({
      title: "The workspace has stopped",
      what: "Running the workspace",
      why: `The Python interpreter ended ${restarts.length} times within a minute, the last time with: ${cause}`,
      todo: ["Reload the page.", "If the same call ends it again, please report the call: no call should be able to."],
    });
    return;
  }
  await (handle.ready = start());
}

/** @param {string} answer @param {Function} asked */
function plain(answer, asked) {
  if (answer[0] === "!") throw nativeError(answer.slice(1), asked);
  return JSON.parse(answer.slice(1));
}

/** The page's handle for tests and for pages that embed it. */
const handle = {
  /** @type {Promise<void>} */
  ready: Promise.resolve(),
  version: "",
  /** Back to the configured start, without a reload. */
  async reset(/** @type {unknown} */ options) {
    /** @type {ReturnType<typeof createProgress> | null} */
    let shown = null;
    const answer = await resetPython(argumentsText(options === undefined ? [] : [options]), (text, share) => {
      shown ??= createProgress(root, { title: "Resetting the workspace", over: true });
      shown.step(text, share);
    });
    // Assigned in a function, which the checker does not see.
    /** @type {ReturnType<typeof createProgress> | null} */ (shown)?.done();
    if (answer[0] === "!") throw nativeError(answer.slice(1), handle.reset);
    forgetFrames();
    // A fresh view: ids begin anew, and no frame or text of before may stay.
    view = null;
    render();
    await forgetRecords();
  },
  /** What the view draws, as plain data. */
  state() {
    return plain(ask("snapshot"), handle.state);
  },
  /** The call log, oldest entry first. */
  calls() {
    return plain(ask("calls"), handle.calls);
  },
  /** The present configuration and records, as a file (name and text) that loads again. */
  data() {
    return plain(ask("data"), handle.data);
  },
  /** Raises an event of providers, as `Microsoft.CIFramework.raiseEvent` does. */
  async raiseEvent(/** @type {string} */ name, /** @type {unknown} */ payload) {
    const answer = call(
      "CIFramework.raiseEvent",
      PAGE,
      argumentsText(payload === undefined ? [name] : [name, payload]),
    );
    if (answer[0] !== "?") return plain(answer, handle.raiseEvent);
    return promised(answer.slice(1), (final) => plain(final, handle.raiseEvent));
  },
};

whenEnded((cause) => void startAnew(cause));
listenToFrames();
// A custom control asks for a call as a click on a phone number does (`ciframework.md` 3, Click-to-act).
addEventListener("CIClickToAct", (event) => gesture("dispatchClickToAct", /** @type {CustomEvent} */ (event).detail));
Object.assign(window, { cifEmulator: handle });
handle.ready = start();
// The failure stands on the page; whoever awaits `ready` gets it too.
handle.ready.catch((failed) => console.error(`[cif-emulator] ${failed.message}`));
