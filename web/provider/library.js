/**
 * What a channel provider's page loads as `msdyn_ciLibrary.js`: `Microsoft.CIFramework`, every method of which asks
 * the workspace around the page. Values, Maps and errors are made here, in the page's own realm.
 */
import { CIFRAMEWORK, eventArgument, refuseProvider } from "../border/values/responses.js";
import { Handlers } from "../border/calls/handlers.js";
import { createMethod } from "../border/calls/methods.js";
import { CONSOLE_ERROR, PAGE_ERROR } from "../generated/border.js";
import { METHODS } from "../generated/library.js";
import { Link, tell } from "./link.js";
import { expectedOrigin } from "./place.js";

/** Code that adds its listener in the script's load callback, or an effect after it, must not miss the event. */
const ANNOUNCED_AFTER = 30;
/** A page that is slow to load is not waited for any longer: some clients give up after six seconds. */
const LOADED_AFTER = 3_000;

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function pageLoaded() {
  if (document.readyState === "complete") return Promise.resolve();
  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  return Promise.race([loaded, pause(LOADED_AFTER)]);
}

/**
 * `CIFInitDone` in a task of its own, when the page is loaded and the workspace has let it in.
 * @param {Promise<void>} ready
 * @param {() => void} announced called right before
 */
function announcement(ready, announced) {
  let isUnderWay = false;
  return async () => {
    if (isUnderWay) return;
    isUnderWay = true;
    await Promise.all([ready, pageLoaded(), pause(ANNOUNCED_AFTER)]);
    await pause(0);
    isUnderWay = false;
    announced();
    dispatchEvent(new Event("CIFInitDone"));
  };
}

/**
 * What works here by the library's address would not in the product (`ciframework.md` 1.2).
 * @param {string} origin the workspace's
 */
function adviseOnOrigin(origin) {
  const referrer = document.referrer && new URL(document.referrer).origin;
  if (referrer === origin) return;
  tell(
    `without data-crmurl the product finds the workspace by document.referrer, ` +
      `which is ${referrer || "empty"} here, and calls time out. Give the script tag data-crmurl="${origin}".`,
  );
}

/** @param {unknown} thrown */
function thrownText(thrown) {
  try {
    return String(thrown instanceof Error ? thrown.stack : thrown);
  } catch {
    return "something that cannot be written as text";
  }
}

function createLibrary() {
  const handlers = new Handlers();
  const expectation = expectedOrigin();
  /** @type {() => void} */
  let letIn = () => {};
  const ready = new Promise((resolve) => (letIn = () => resolve(undefined)));
  const link = new Link(expectation, letIn, ({ event, payload, kind, timeOut }) =>
    handlers.run(event, () => eventArgument(payload, kind), timeOut),
  );

  /** The methods whose calls were refused, by what they reject with. @type {WeakMap<object, string>} */
  const refusals = new WeakMap();
  addEventListener("unhandledrejection", ({ reason }) => {
    const method = Object(reason) === reason && refusals.get(reason);
    if (method) link.notice("unawaited-rejection", method, reason.message);
    else link.notice(PAGE_ERROR, "unhandled rejection", thrownText(reason));
  });
  addEventListener("error", ({ error, message, filename, lineno }) =>
    // The error of a script on another site says nothing.
    link.notice(PAGE_ERROR, "uncaught error", error ? thrownText(error) : `${message}\n    at ${filename}:${lineno}`),
  );
  void ready.then(() => {
    if (!link.tellsConsoleErrors) return;
    const written = console.error;
    console.error = (...what) => {
      written.apply(console, what);
      const text = what.map(thrownText).join(" ");
      if (!text.startsWith("[cif-emulator]")) link.notice(PAGE_ERROR, CONSOLE_ERROR, text);
    };
  });
  let isAnnounced = false;
  /** @type {import("../border/calls/methods.js").Ask<import("../border/calls/methods.js").Declared>} */
  const ask = ({ name }, text = "[]") => {
    if (!isAnnounced) link.notice("call-before-init", name);
    return link.call(name, text);
  };
  const methodFunction = createMethod(ask, globalThis, handlers, {
    refuse(description, ...rest) {
      const refused = refuseProvider(link.rejections)(description, ...rest);
      refusals.set(refused, description.method);
      return refused;
    },
  });
  const announce = announcement(/** @type {Promise<void>} */ (ready), () => (isAnnounced = true));
  if (!expectation.isExplicit) void ready.then(() => adviseOnOrigin(link.origin));
  return Object.defineProperty(
    Object.fromEntries(
      METHODS.split(" ").map((method) => {
        const [name, result] = method.split(":");
        return [
          name,
          methodFunction({ name, result: /** @type {import("../generated/types").ResultKind} */ (result) }),
        ];
      }),
    ),
    CIFRAMEWORK,
    { value: announce },
  );
}

const scope = /** @type {any} */ (window);
const microsoft = (scope.Microsoft ??= {});
const announceAgain = microsoft.CIFramework?.[CIFRAMEWORK];
if (announceAgain) {
  tell("it is loaded already; one script tag is enough.");
} else {
  microsoft.CIFramework = createLibrary();
}
void microsoft.CIFramework[CIFRAMEWORK]();
