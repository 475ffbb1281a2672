/**
 * Records what a widget and the agent do in the real product, as a file that `cif-emulator replay` and `export` read.
 *
 * To be pasted into the console of the widget's frame, or loaded by the widget's page before its own scripts. It stands
 * by itself and sends nothing. `cifRecorder.save()` downloads the file; so does running this script once more.
 */
(() => {
  const page = /** @type {any} */ (window);
  if (page.cifRecorder) return page.cifRecorder.save();

  /** @typedef {Record<string, any> & { number: number, name: string }} Step */

  /** As in the emulator's call log: longer values are left out. */
  const LONGEST = 64_000;
  /** Milliseconds in which several handlers hear of the same event, and a widget's own call causes it. */
  const SAME = 1_000;
  /** Scripts on the workspace's own page are called so in recordings. */
  const PAGE = "emulator_page";
  const who = window.parent === window ? PAGE : location.host;

  const began = Date.now();
  const start = performance.now();
  /** @type {Step[]} */
  const steps = [];
  const now = () => Math.round(performance.now() - start);

  /** What can be written of a value, as JSON text. @param {unknown} value */
  function text(value) {
    const written = (/** @type {string} */ _, /** @type {unknown} */ each) => {
      if (each instanceof Map) return Object.fromEntries(each);
      if (each instanceof Error) return { ...each, message: each.message };
      return each;
    };
    try {
      return JSON.stringify(value, written);
    } catch (thrown) {
      return JSON.stringify(`cannot be written: ${thrown}`);
    }
  }

  /** @param {Step} step @param {string} key @param {unknown} value */
  function put(step, key, value) {
    const written = text(value);
    if (written === undefined) return;
    if (written.length > LONGEST) step.cut = true;
    else step[key] = JSON.parse(written);
  }

  /** @param {string} kind @param {string} by @param {string} name @param {unknown} [input] @returns {Step} */
  function add(kind, by, name, input) {
    /** @type {Step} */
    const step = { number: steps.length + 1, at: now(), kind, who: by, name };
    put(step, "input", input);
    steps.push(step);
    return step;
  }

  /** @param {Step} step @param {"result" | "error"} key @param {unknown} value */
  function end(step, key, value) {
    delete step.pending;
    put(step, key, value);
    step.took = now() - step.at;
    if (step.name === "CIFramework.notifyEvent" && key === "result") answered(value);
  }

  /** The agent has pressed a button of a notification. @param {unknown} result */
  function answered(result) {
    const told = parsed(result);
    const { actionName, responseReason } = told?.value ?? told ?? {};
    const isAgents = actionName === "Accept" ? responseReason !== "AutoAccept" : responseReason === "DeclinedByAgent";
    if (isAgents) add("action", "agent", "answerNotification", ["", actionName === "Accept"]);
  }

  /** @param {unknown} value JSON text, or what it says */
  function parsed(value) {
    try {
      return typeof value === "string" ? JSON.parse(value) : value;
    } catch {
      return undefined;
    }
  }

  /** What the agent did for an event to come, as far as events tell it. @param {string} event @param {any} payload */
  function causeOf(event, payload) {
    if (event === "onclicktoact") return add("action", "agent", "dispatchClickToAct", [payload]);
    const presence = payload?.presenceInfo?.presenceText;
    if (event !== "onpresencechange" || !presence) return undefined;
    const own = steps.findLast(({ name }) => name === "CIFramework.setPresence");
    if (own && own.input?.[0] === presence && now() - own.at < SAME) return own;
    return add("call", PAGE, "cifEmulator.setPresence", [presence]);
  }

  /** @type {{ step: Step, text: string, handlers: Set<Function> } | undefined} */
  let last;

  /** Notes an event, once for all of its handlers. @param {string} event @param {unknown} payload @param {Function} handler */
  function heard(event, payload, handler) {
    const written = text(payload) ?? "";
    const isSame =
      last &&
      last.step.name === event &&
      last.text === written &&
      !last.handlers.has(handler) &&
      now() - last.step.at < SAME;
    if (!last || !isSame) {
      const content = parsed(payload);
      const cause = causeOf(event.toLowerCase(), content);
      const step = add("event", who, event, content ?? payload);
      if (cause) step.cause = cause.number;
      last = { step, text: written, handlers: new Set() };
    }
    last.handlers.add(handler);
    return last.step;
  }

  /** What is added in place of a handler, by event. @type {WeakMap<Function, Map<string, Function>>} */
  const listening = new WeakMap();

  /** @param {string} event @param {any} handler */
  function listener(event, handler) {
    if (typeof handler !== "function") return handler;
    const known = listening.get(handler) ?? new Map();
    listening.set(handler, known);
    if (known.has(event)) return known.get(event);
    /** @this {unknown} @param {any[]} args */
    function noted(...args) {
      const step = heard(event, args[0], handler);
      const result = handler.apply(this, args);
      step.took = now() - step.at;
      return result;
    }
    known.set(event, noted);
    return noted;
  }

  /** @param {string} family @param {any} owner @param {string} name */
  function noting(family, owner, name) {
    const method = owner[name];
    /** @param {any[]} args */
    return (...args) => {
      let last = args.length;
      while (last && (args[last - 1] === undefined || typeof args[last - 1] === "function")) last--;
      const step = add("call", who, `${family}.${name}`, args.slice(0, last));
      step.pending = true;
      if (/^(add|remove)Handler$/.test(name)) args[1] = listener(args[0], args[1]);
      let result;
      try {
        result = method.apply(owner, args);
      } catch (thrown) {
        end(step, "error", thrown);
        throw thrown;
      }
      if (typeof result?.then === "function") {
        result.then(
          (/** @type {unknown} */ value) => end(step, "result", value),
          (/** @type {unknown} */ reason) => end(step, "error", reason),
        );
      } else end(step, "result", result);
      return result;
    };
  }

  /** Puts functions that note their calls in the place of all methods. @param {string} family */
  function wrap(family) {
    const owner = page.Microsoft?.[family];
    if (!owner) return false;
    /** @type {Set<string>} */
    const names = new Set();
    for (let object = owner; object && object !== Object.prototype; object = Object.getPrototypeOf(object))
      for (const name of Object.getOwnPropertyNames(object)) names.add(name);
    names.delete("constructor");
    for (const name of names) {
      if (typeof owner[name] !== "function") continue;
      const value = noting(family, owner, name);
      try {
        Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: true });
      } catch (thrown) {
        console.error(`[cif-emulator recorder] Microsoft.${family}.${name} is not recorded: ${thrown}`);
      }
    }
    return true;
  }

  const recorder = {
    /** What was recorded, as the file's text. */
    text: () =>
      JSON.stringify({
        format: "cif-emulator recording",
        version: 1,
        emulator: "recorder",
        began,
        complete: !steps.some(({ cut }) => cut),
        steps,
      }),
    /** Downloads the file. */
    save() {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([recorder.text()], { type: "application/json" }));
      link.download = "recording.json";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    },
  };
  page.cifRecorder = recorder;

  function begin() {
    const families = ["CIFramework", "Apm"].filter(wrap);
    if (families.includes("CIFramework") && who !== PAGE) add("event", who, "CIFInitDone", location.origin);
    console.info(
      `[cif-emulator recorder] ${families.map((name) => `Microsoft.${name}`).join(" and ")}: recorded from now on. ` +
        "cifRecorder.save() downloads the recording.",
    );
  }

  if (page.Microsoft?.CIFramework || page.Microsoft?.Apm) begin();
  else {
    console.info("[cif-emulator recorder] There is no Microsoft.CIFramework yet: waiting for CIFInitDone.");
    // Before the widget's own listeners.
    addEventListener("CIFInitDone", begin, { capture: true, once: true });
  }
  return undefined;
})();
