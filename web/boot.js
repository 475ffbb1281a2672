/**
 * Starts the workspace: the interpreter, the emulator's own wheels, the namespaces, the view.
 * `window.cifEmulator` is there from the beginning; its `ready` settles when all is up, or says why it is not.
 */
import { nativeError, parsedAnswer, readAnswer } from "./border/values/responses.js";
import { forgetConnections } from "./border/calls/connections.js";
import { argumentsText } from "./border/values/decoder.js";
import { broadcast } from "./border/calls/broadcasts.js";
import { settleAllDeferred, settleDeferred } from "./border/calls/deferred.js";
import { deliver, pageHandlers } from "./border/calls/deliveries.js";
import {
  beginWithEmbedders,
  listenToEmbedders,
  outsideConfiguration,
  permitEmbedders,
  tellEmbedders,
} from "./border/frames/embedders.js";
import { forgetMessages, listenToFrames } from "./border/frames/frames.js";
import { followNetworkAccess } from "./border/frames/network_access.js";
import { giveToFrames } from "./border/frames/inject_ciframework.js";
import { forgetViews, registerNamespaces } from "./border/calls/namespaces.js";
import { isConfiguredFromOutside } from "./border/boot/embedding.js";
import { fetchAhead } from "./border/boot/boot_manifest.js";
import { cacheForNextVisit } from "./border/boot/offline.js";
import { createHandle } from "./border/handle.js";
import { inspectorSource } from "./border/inspector_source.js";
import { followServer } from "./border/live_reload.js";
import { postRecordings } from "./border/recordings.js";
import { lookAtFrames } from "./border/frames/provider_frames.js";
import { complain, forgetComplaints } from "./border/frames/throttled_warnings.js";
import { randomId } from "./border/boot/random_id.js";
import {
  followConfiguration,
  forgetRecords,
  noteUnsaved,
  recordsWritten,
  restoreRecords,
  saveRecords,
} from "./border/storage/persisted_records.js";
import { persistSessions, restoreSessions } from "./border/storage/persisted_sessions.js";
import { Failed, fetchLater, renewConfiguration, runningConfiguration, startPython } from "./border/boot/start.js";
import {
  absent,
  ask,
  askInSlices,
  connect,
  disconnect,
  ended,
  isConnected,
  whenEnded,
} from "./border/calls/supervisor.js";
import { setTimer, stopTimers } from "./border/calls/timers.js";
import { acceptDroppedFiles } from "./view/drop_files.js";
import { display } from "./view/display.js";
import { hideDrawingFault, showDrawingFault } from "./view/drawing_fault.js";
import { createProgress } from "./view/progress.js";
import { showInspectorWindow } from "./view/inspector/window.js";
import { withSessions } from "./view/drawings.js";
import { createView } from "./view/workspace.js";

/** What to do about a configuration of the embedding page. */
const CORRECT = [
  "Correct the configuration in the page that embeds the workspace: the file that its attribute config names, or the script inside its element.",
];
/** The share of the start that is done when the configuration of the page around is read. */
const OPENING = 0.9;
/** So many restarts within a minute mean that restarting does not help. */
const RESTARTS_PER_MINUTE = 3;

const root = /** @type {HTMLElement} */ (document.getElementById("workspace"));
const pageId = randomId();

/** @type {ReturnType<typeof createView> | null} */
let view = null;
/** Where the app launcher leads. @type {import("./generated/types").SiteMapEntry[]} */
let siteMap = [];
/** The last snapshot that could be drawn. @type {unknown} */
let drawn = null;
/** Whether the last drawing could not be shown. */
let isBehind = false;
let renderIsDue = false;
/** What is told while it starts is drawn with the rest. */
let isStarting = false;
/** @type {number[]} */
const restarts = [];

/** @type {import("./view/workspace.js").AgentAction} */
function act(name, ...args) {
  const { error } = ask(`Agent.${name}`, "act", name, argumentsText(args));
  if (error) console.warn(`[cif-emulator] ${error.message}`);
}

function readSiteMap() {
  siteMap = parsedAnswer(ask("cifEmulator.state", "site_map"), readSiteMap);
}

/** @param {any} snapshot */
function draw(snapshot) {
  if (!view) readSiteMap();
  view ??= createView(root, act, {
    calls: inspectorSource(),
    readData: (name) => handle.data(name),
    addFiles,
    reset: () => void handle.reset(),
    siteMap: () => siteMap,
    tabTemplates: () => parsedAnswer(ask("cifEmulator.state", "tab_templates"), draw),
  });
  document.title = `${snapshot.title} (emulated)`;
  view.render(snapshot);
}

function render() {
  renderIsDue = false;
  if (!isConnected() || isStarting) return;
  const { value, error } = ask("cifEmulator.state", "drawing", drawn === null || isBehind);
  // What it has told is lost if it cannot be shown.
  isBehind = true;
  // The interpreter has ended: everything is drawn anew.
  if (!isConnected()) return;
  if (error) return drawingFailed(error.message);
  const drawing = JSON.parse(value ?? "null");
  /** @type {unknown} */
  let snapshot;
  try {
    snapshot = withSessions(drawing);
    draw(snapshot);
  } catch (thrown) {
    const failure = thrown instanceof Error ? `${thrown}\n${thrown.stack}` : String(thrown);
    ask("cifEmulator.state", "drawing_failed", failure.toWellFormed());
    drawingFailed(String(thrown));
    if (drawn) draw(drawn);
    return;
  }
  drawn = snapshot;
  isBehind = false;
  hideDrawingFault();
  giveToFrames();
  lookAtFrames();
  persistSessions();
}

/** @param {string} why */
function drawingFailed(why) {
  console.error(`[cif-emulator] The workspace could not be drawn: ${why}`);
  showDrawingFault(why);
}

/** The page is drawn once per frame, whatever the number of calls. */
function scheduleRender() {
  if (renderIsDue) return;
  renderIsDue = true;
  // A page in the background gets no animation frames, but desktop notifications must appear.
  if (document.hidden) setTimeout(render);
  else requestAnimationFrame(render);
}

/** Pages of the organisation itself find the workspace by their opener. @param {string} address */
function openWindow(address) {
  open(address, "_blank", new URL(address).origin === location.origin ? "" : "noopener");
}

/**
 * How each kind of Python's messages is handled.
 * @type {Record<import("./generated/types").ToldKind, (text: string) => void>}
 */
const told = {
  changed: scheduleRender,
  records: recordsWritten,
  warning: (text) => void complain(text, () => text),
  broadcasts: (text) => JSON.parse(text).forEach(broadcast),
  deliver(text) {
    const [provider, delivery, event, payload, kind, document, timeOut] = JSON.parse(text);
    deliver({ provider, delivery, event, payload, kind, document, timeOut });
  },
  settle(text) {
    const [id, answer] = JSON.parse(text);
    settleDeferred(id, readAnswer(answer));
  },
  open: (text) => openWindow(JSON.parse(text)),
  timer(text) {
    const [id, milliseconds] = JSON.parse(text);
    setTimer(id, milliseconds);
  },
  element: (text) => tellEmbedders(JSON.parse(text)),
};

/** Stops the pending work of a previous workspace. */
function forgetFrames() {
  forgetMessages();
  forgetComplaints();
  pageHandlers.clear();
  forgetConnections();
  forgetViews();
}

/** Goes on with the configuration as the server has it now. @param {import("./generated/types").Bridge} python */
async function takeConfiguration(python) {
  await saveRecords();
  await renewConfiguration(async (text, place) => {
    const answer = await inSlices("Reading the configuration", "cifEmulator.reload", "reloading", text, place);
    if (answer.error) throw nativeError(answer.error, takeConfiguration);
  });
  await followConfiguration(python);
  readSiteMap();
  scheduleRender();
}

/** A fresh view: ids begin anew, and no earlier frame or text may remain. */
function forgetView() {
  view?.end();
  view = null;
  drawn = null;
}

async function start() {
  isStarting = true;
  forgetView();
  const progress = createProgress(root);
  try {
    const python = await startPython(
      (kind, text) => told[kind](text),
      pageId,
      (text, fraction) => progress.step(text, fraction),
      ended,
      permitEmbedders,
    );
    await restoreRecords(python);
    connect(python);
    postRecordings(runningConfiguration()?.recordings);
    await configureFromOutside((text, fraction) => progress.step(text, fraction));
    beginWithEmbedders();
    registerNamespaces(/** @type {any} */ (window));
    handle.version = python.version;
    if (restarts.length === 0) restoreSessions();
    isStarting = false;
    progress.done();
    render();
    void followNetworkAccess();
    if (!isConfiguredFromOutside) followServer(runningConfiguration, () => takeConfiguration(python));
    fetchLater().catch((thrown) => ended(thrown instanceof Failed ? thrown.why : thrown));
    void fetchAhead();
    void cacheForNextVisit();
  } catch (thrown) {
    const failed = Failed.from(thrown);
    disconnect(`the workspace did not start: ${failed.why}`);
    progress.fail(failed);
    throw failed;
  }
}

/**
 * The configuration of the page around, in place of the one that the workspace is served with.
 * @param {(text: string, share: number) => void} progress
 */
async function configureFromOutside(progress) {
  progress("Waiting for the configuration of the embedding page", OPENING);
  const file = await outsideConfiguration();
  if (!file) return;
  const reading = "Reading the configuration of the embedding page";
  if (typeof file.text !== "string") throw new Failed(reading, "its text is none; right is { name, text }", CORRECT);
  const input = [argumentsText([{ config: true }]), file.text.toWellFormed(), String(file.name)];
  const { error } = await askInSlices("cifEmulator.reset", "resetting", input, progress);
  // Nobody has called this method: the message is about the configuration alone.
  if (error) throw new Failed(reading, error.message.replace(/^cifEmulator\.reset: /, ""), CORRECT);
}

/** @param {string} cause */
async function startAnew(cause) {
  stopTimers();
  noteUnsaved();
  forgetFrames();
  settleAllDeferred(absent("CIFramework.answer"));
  console.error(
    `[cif-emulator] The Python interpreter ended (${cause}). The workspace restarts; its sessions are lost.`,
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

/**
 * Has Python do long work, with a bar over the page where it takes its time.
 * @param {string} title
 * @param {string} what the caller's name for it
 * @param {"resetting" | "reloading" | "adding"} name
 * @param {string[]} input
 */
async function inSlices(title, what, name, ...input) {
  /** @type {ReturnType<typeof createProgress> | null} */
  let shown = null;
  const answer = await askInSlices(what, name, input, (text, share) => {
    shown ??= createProgress(root, { title, over: true });
    shown.step(text, share);
  });
  // Assigned in a function, which the checker does not see.
  /** @type {ReturnType<typeof createProgress> | null} */ (shown)?.done();
  return answer;
}

/** The agent has dropped or chosen files: the page says what came of them. @param {File[]} files */
async function addFiles(files) {
  const tell = (/** @type {"info" | "error"} */ kind, /** @type {string} */ text) =>
    ask("cifEmulator.load", "show_message", kind, text);
  try {
    const { rows, replaced } = await handle.load(files);
    const instead = replaced > 0 ? `, ${replaced.toLocaleString("en")} of them in place of others` : "";
    tell("info", `Records added: ${rows.toLocaleString("en")}${instead}.`);
  } catch (thrown) {
    const { message } = /** @type {Error} */ (thrown);
    console.error(`[cif-emulator] ${message}`);
    tell("error", `No record was added. ${message.replace(/^cifEmulator\.load: /, "")}`);
  }
}

/**
 * The options as a call's arguments, and the configuration's text beside them: what `data()` gives may be longer than these.
 * @param {import("./generated/snapshot").ResetOptions} [options]
 */
function resetInput(options) {
  try {
    const config = options?.config;
    const text = typeof config === "string" ? config.toWellFormed() : "";
    if (text) return { input: argumentsText([{ ...options, config: true }]), text };
  } catch {
    // Reading them throws: the arguments' text says where.
  }
  return { input: argumentsText(options === undefined ? [] : [options]), text: "" };
}

/**
 * @param {import("./generated/snapshot").ResetOptions} [options]
 * @param {string} [file] names where the page around has the configuration from
 */
async function reset(options, file = "") {
  const { input, text } = resetInput(options);
  const answer = await inSlices("Resetting the workspace", "cifEmulator.reset", "resetting", input, text, file);
  if (answer.error) throw nativeError(answer.error, handle.reset);
  forgetFrames();
  forgetView();
  render();
  await forgetRecords();
}

const handle = createHandle({ inSlices, reset });

function startWorkspace() {
  if (!isSecureContext) {
    console.info(
      `[cif-emulator] ${location.origin} is no secure context, so the browser lacks: microphone and camera in providers' ` +
        "pages, desktop notifications, copying to the clipboard, starting without a network. Use https, or localhost.",
    );
  }
  whenEnded((cause) => void startAnew(cause));
  listenToFrames();
  listenToEmbedders({ handle, reset, display });
  acceptDroppedFiles(addFiles);
  // A custom control asks for a call as a click on a phone number does (`ciframework.md` 3, Click-to-act).
  addEventListener("CIClickToAct", (event) => act("dispatchClickToAct", /** @type {CustomEvent} */ (event).detail));
  Object.assign(window, { cifEmulator: handle });
  handle.ready = start();
  // The page shows the failure; `ready` rejects with it, too.
  handle.ready.catch((failed) => console.error(`[cif-emulator] ${failed.message}`));
}

if (new URLSearchParams(location.search).get("inspector") === "window") showInspectorWindow(root);
else startWorkspace();
