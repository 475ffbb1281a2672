/** A channel of one's own to the workspace that an element shows. */
async function channel(element, name) {
  const { contentWindow } = element.shadowRoot.querySelector("iframe");
  const { origin } = new URL(element.getAttribute("src"), location.href);
  return new Promise((resolve) => {
    addEventListener("message", ({ data, ports }) => data?.element === name && resolve(ports[0]), { once: true });
    contentWindow.postMessage({ cifEmulator: "embed", element: name }, origin);
  });
}

let channels = 0;

/** Sends messages that `<agent-workspace>` never sends; gives what comes back to them, and to a call after them. */
export async function sendRubbish(element) {
  const port = await channel(element, `rubbish ${++channels}`);
  const answers = {};
  const last = new Promise((resolve) => {
    port.onmessage = ({ data }) => {
      if (data.answered === undefined) return;
      answers[String(data.answered)] = data.error ? data.error.message : "done";
      if (data.answered === "last") resolve();
    };
  });
  const list = [undefined, null, 5, "call", [], {}, new Map([["call", 1]]), new Date(NaN), new Error("x"), 2n ** 70n];
  list.push(
    { display: null },
    { display: 5 },
    { display: { hide: {}, theme: [] } },
    { returned: 5 },
    { returned: null },
  );
  list.push({ call: "no arguments", name: "Apm.createSession" });
  list.push({ call: "arguments that are no list", name: "Apm.createSession", args: { length: 1e9 } });
  list.push({ call: "no name", args: [] }, { call: "a name that is none", name: { a: 1 }, args: [] });
  list.push({ call: "a name of a prototype", name: "__proto__.constructor", args: [] });
  list.push({ call: "a name of nothing", name: "", args: [] }, { call: "dots", name: "...", args: [] });
  list.push({ call: "a long name", name: "a.".repeat(1_000_000), args: [] });
  list.push({ call: "a live object that is none", name: "focus", on: 1e9, args: [] });
  list.push({ call: "a live object by a text", name: "push", on: "length", args: [] });
  list.push({ call: "a list of an object", name: "Apm.getSession", args: [new Set([{}])] });
  list.push({
    call: "a handler by a number",
    name: "CIFramework.addHandler",
    args: ["a", { cifEmulatorHandler: NaN }],
  });
  list.push({ call: "last", name: "CIFramework.canCreateSession", args: [] });
  for (const each of list) port.postMessage(each);
  await last;
  return answers;
}

/** What becomes of an event whose handler answers so, in the page around. */
export async function handle([element, name]) {
  const { CIFramework } = element.Microsoft;
  const thenable = (descriptor, name = "then") => Object.defineProperty({}, name, descriptor);
  const unreadable = {
    toString() {
      throw new Error("no text");
    },
  };
  const handlers = {
    "throws what cannot be read": () => {
      throw unreadable;
    },
    "throws a symbol": () => {
      throw Symbol("s");
    },
    "answers with a function": () => () => {},
    "answers with a symbol": () => Symbol("s"),
    "answers with a window": () => window,
    "answers with a thenable that throws": () =>
      thenable({
        get() {
          throw new Error("then");
        },
      }),
    "answers with a thenable that answers twice": () =>
      thenable({
        value(resolve, reject) {
          resolve(1);
          reject(new Error("twice"));
        },
      }),
    "resets the workspace": () => element.reset(),
  };
  await CIFramework.addHandler("own_event", handlers[name]);
  return CIFramework.raiseEvent("own_event", { number: 5 }).then(String, ({ message }) => message);
}
