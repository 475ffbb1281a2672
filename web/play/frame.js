/**
 * Runs the playground's script beside the workspace, in a frame without an origin, and tells the page around what came of it.
 */

/** @typedef {{ playground: "line", kind: string, text: string } | { playground: "mark", line: number, column: number, message: string } | { playground: "done" }} Told */

/** So many lines of the console are told, each so long at most. */
const MOST_LINES = 1_000;
const LONGEST = 4_000;
/** What stands before a script that is no module: a script that cannot be parsed does not get so far. */
const PREFIX = "playgroundBegins();";

let lines = 0;
let address = "";
let hasBegun = false;

/** Whoever is around sees what it has written itself. @param {Told} told */
const tell = (told) => parent.postMessage(told, "*");

/** @param {unknown} value */
function shown(value) {
  if (typeof value === "string") return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    const plain = (/** @type {string} */ _, /** @type {unknown} */ each) =>
      each instanceof Map ? Object.fromEntries(each) : typeof each === "function" ? `ƒ ${each.name}` : each;
    return JSON.stringify(value, plain) ?? String(value);
  } catch {
    return String(value);
  }
}

/** @param {string} kind @param {unknown[]} values */
function line(kind, values) {
  if (++lines > MOST_LINES) return;
  const text = lines === MOST_LINES ? "… and more" : values.map(shown).join(" ").slice(0, LONGEST);
  tell({ playground: "line", kind, text });
}

for (const kind of /** @type {const} */ (["log", "info", "debug", "warn", "error"])) {
  const own = console[kind];
  console[kind] = (...values) => {
    own.apply(console, values);
    line(kind, values);
  };
}

/** Where in the script something was thrown. @param {unknown} thrown */
function placeOf(thrown) {
  const stack = thrown instanceof Error ? (thrown.stack ?? "") : "";
  const at = stack.indexOf(`${address}:`);
  const [, row = "1", column = "1"] = at < 0 ? [] : (stack.slice(at + address.length).match(/^:(\d+):(\d+)/) ?? []);
  return { row: Number(row), column: Number(column) };
}

/** @param {unknown} thrown @param {number} row @param {number} column */
function failed(thrown, row, column) {
  const message = shown(thrown);
  line("error", [`Uncaught ${message}`]);
  const shift = hasBegun && row === 1 ? PREFIX.length : 0;
  tell({ playground: "mark", line: row, column: Math.max(1, column - shift), message });
}

addEventListener("unhandledrejection", ({ reason }) => {
  const { row, column } = placeOf(reason);
  failed(reason, row, column);
});

/** @param {string} text */
function run(text) {
  const url = (/** @type {string} */ content) => URL.createObjectURL(new Blob([content], { type: "text/javascript" }));
  address = url(PREFIX + text);
  const script = document.createElement("script");
  script.src = address;
  script.addEventListener("load", () => {
    // Only modules may await at their top.
    if (hasBegun) tell({ playground: "done" });
    else runModule(url(text));
  });
  document.head.append(script);
}

/** @param {string} module */
async function runModule(module) {
  address = module;
  try {
    await import(module);
  } catch (thrown) {
    const { row, column } = syntaxError ?? placeOf(thrown);
    failed(thrown, row, column);
  }
  tell({ playground: "done" });
}

/** Where the script cannot be parsed, which no stack tells. @type {{ row: number, column: number } | null} */
let syntaxError = null;

addEventListener("error", ({ filename, lineno, colno, error, message }) => {
  if (filename !== address) return;
  if (hasBegun) return failed(error ?? message, lineno, colno);
  syntaxError = { row: lineno, column: Math.max(1, lineno === 1 ? colno - PREFIX.length : colno) };
});

Object.assign(window, {
  playgroundBegins() {
    hasBegun = true;
  },
});

addEventListener("message", ({ source, data }) => {
  if (source === parent && data?.playground === "run") run(String(data.script));
});

// Its types are others' too.
export {};
