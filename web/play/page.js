/**
 * The playground: a script and a configuration, and beside them the workspace that they make, in a frame without an origin.
 */
import { Connection } from "../embed/connection.js";
import { createEditor } from "./editor.js";
import { fragmentOf, textsOf } from "./share.js";

/** @import { Told } from "./frame.js" */
/** @import { Remark } from "./editor.js" */

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const stage = part("stage");
const output = part("output");
const note = part("note");
const link = /** @type {HTMLInputElement} */ (part("link"));
const examples = /** @type {HTMLSelectElement} */ (part("examples"));
const resetButton = /** @type {HTMLButtonElement} */ (part("reset"));
const start = stage.firstElementChild;

const script = createEditor(part("script"), "script", "Script", () => void run());
const configuration = createEditor(part("configuration"), "configuration", "workspace.toml", () => void run());

/** @type {{ frame: HTMLIFrameElement, connection: Connection } | null} */
let running = null;
/** What is said beside the script's lines: what went wrong, and what was found. @type {Remark[]} */
let errors = [];
/** @type {Remark[]} */
let findings = [];
let findingsTimer = 0;
/** Calls come in numbers. */
const FINDINGS_AFTER_MS = 200;

/** @param {string} text @param {"info" | "error"} [kind] */
function say(text, kind = "info") {
  note.dataset.kind = kind;
  note.textContent = text;
}

/** @param {string} kind @param {string} text */
function write(kind, text) {
  const line = document.createElement("li");
  line.dataset.kind = kind;
  line.textContent = text;
  output.append(line);
  output.scrollTop = output.scrollHeight;
}

/** Takes the workspace away, and what was said of it. */
function stop() {
  running?.connection.end("another run has begun");
  running = null;
  clearTimeout(findingsTimer);
  findingsTimer = 0;
  errors = [];
  findings = [];
  script.mark([]);
  configuration.mark([]);
  output.replaceChildren();
  link.hidden = true;
  say("");
  resetButton.disabled = true;
  stage.replaceChildren(...(start ? [start] : []));
}

async function run() {
  await exampleShown;
  stop();
  const frame = document.createElement("iframe");
  frame.title = "Workspace of the playground";
  frame.setAttribute("sandbox", "allow-scripts");
  const address = new URL("../play-workspace.html?embedded=&configured=1", document.baseURI);
  stage.replaceChildren(frame);
  const file = { name: "workspace.toml", text: configuration.text };
  const text = script.text;
  const connection = new Connection(frame, address, file, findSoon);
  running = { frame, connection };
  frame.src = address.href;
  try {
    await connection.ready;
  } catch (thrown) {
    if (running?.frame === frame) notStarted(/** @type {Error} */ (thrown).message);
    return;
  }
  resetButton.disabled = false;
  frame.contentWindow?.postMessage({ playground: "run", script: text }, "*");
}

/** @param {string} why */
function notStarted(why) {
  if (why.includes("does not answer")) {
    // The frame would go on saying that it starts.
    stop();
    const needs = "its server must let a frame without an origin load its files (Access-Control-Allow-Origin: *)";
    return say(`The workspace does not start: ${needs}.`, "error");
  }
  const places = [...why.matchAll(/workspace\.toml:(\d+): (.*)/g)];
  configuration.mark(places.map(([, line, message]) => ({ line: Number(line), message, severity: "error" })));
  say(why, "error");
}

/** Something has happened in the workspace: what it has found of that is told a little later. */
function findSoon() {
  findingsTimer ||= setTimeout(() => {
    findingsTimer = 0;
    void tellFindings();
  }, FINDINGS_AFTER_MS);
}

/** What was found stands beside the lines that name the method. */
async function tellFindings() {
  const asked = running;
  const found = /** @type {any[] | undefined} */ (await asked?.connection.call("cifEmulator.findings", []));
  if (running !== asked || !found) return;
  const rows = script.text.split("\n");
  findings = found.map(({ level, message, remedy }) => {
    const calls = (/** @type {string} */ row) => [...row.matchAll(/\.(\w+)\s*\(/g)].map(([, name]) => name);
    const line = rows.findIndex((row) => calls(row).some((name) => message.includes(name))) + 1;
    return { line: line || 1, message: `${message}\n${remedy}`, severity: level === "hint" ? "info" : level };
  });
  script.mark([...errors, ...findings]);
}

addEventListener("message", ({ source, data }) => {
  if (!running || source !== running.frame.contentWindow) return;
  const told = /** @type {Told} */ (data);
  if (told?.playground === "line") write(String(told.kind), String(told.text));
  if (told?.playground === "mark") {
    const { line, column, message } = told;
    errors.push({ line: Number(line) || 1, column: Number(column) || 1, message: String(message), severity: "error" });
    script.mark([...errors, ...findings]);
  }
  if (told?.playground === "done") {
    running.frame.dataset.done = "";
    findSoon();
  }
});

async function share() {
  try {
    const fragment = await fragmentOf({ script: script.text, configuration: configuration.text });
    history.replaceState(null, "", fragment);
  } catch (thrown) {
    return say(/** @type {Error} */ (thrown).message, "error");
  }
  link.value = location.href;
  link.hidden = false;
  try {
    await navigator.clipboard.writeText(link.value);
    say("The link is copied. It holds both texts; nothing was sent anywhere.");
  } catch {
    link.select();
    say("This link holds both texts; nothing was sent anywhere. The browser does not let it be copied for you.");
  }
}

async function reset() {
  try {
    await running?.connection.call("cifEmulator.reset", []);
    say("The workspace is back at its start.");
  } catch (thrown) {
    say(/** @type {Error} */ (thrown).message, "error");
  }
}

/** @param {string} name of a file beside the page @param {boolean} [isThere] */
async function textOf(name, isThere = true) {
  if (!isThere) return "";
  const response = await fetch(new URL(`examples/${name}`, document.baseURI));
  if (!response.ok) throw new Error(`The example ${name} cannot be fetched: the server answered ${response.status}.`);
  return response.text();
}

/** @type {{ name: string, title: string, configured?: boolean }[]} */
let listed = [];
/** An example that is being fetched is what runs when somebody presses Run at once. @type {Promise<void>} */
let exampleShown = Promise.resolve();

async function showExample() {
  const found = listed.find(({ name }) => name === examples.value);
  if (!found) return;
  try {
    const texts = await Promise.all([
      textOf(`${found.name}.js`),
      textOf(`${found.name}.toml`, Boolean(found.configured)),
    ]);
    // Another one was chosen meanwhile.
    if (examples.value !== found.name) return;
    history.replaceState(null, "", " ");
    show(...texts);
  } catch (thrown) {
    say(/** @type {Error} */ (thrown).message, "error");
  }
}

/** @param {string} scriptText @param {string} configurationText */
function show(scriptText, configurationText) {
  stop();
  script.text = scriptText;
  configuration.text = configurationText;
}

/** What the address holds is shown, and runs when somebody says so. */
async function open() {
  try {
    const texts = await textsOf(location.hash);
    if (!texts) return showExample();
    examples.value = "";
    show(texts.script, texts.configuration);
    say(
      "Somebody has written these texts. They run when you press Run, without any access to this site or to your data.",
    );
  } catch (thrown) {
    examples.value = "";
    show("", "");
    say(/** @type {Error} */ (thrown).message, "error");
  }
}

async function begin() {
  listed = JSON.parse(await textOf("list.json"));
  examples.replaceChildren(new Option("Choose one …", ""), ...listed.map(({ name, title }) => new Option(title, name)));
  examples.value = listed[0]?.name ?? "";
  await open();
  document.documentElement.dataset.ready = "";
}

part("run").addEventListener("click", () => void run());
part("share").addEventListener("click", () => void share());
resetButton.addEventListener("click", () => void reset());
examples.addEventListener("change", () => {
  exampleShown = showExample();
});
addEventListener("hashchange", () => void open());
begin().catch((thrown) => say(/** @type {Error} */ (thrown).message, "error"));
