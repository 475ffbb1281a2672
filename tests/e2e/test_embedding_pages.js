/** An element in the page, with these attributes and this configuration inside. */
export function add(attributes, toml) {
  const element = document.createElement("agent-workspace");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (toml) {
    const script = Object.assign(document.createElement("script"), { type: "application/toml", textContent: toml });
    element.append(script);
  }
  document.body.append(element);
  return element;
}

/** An element in the page, once whatever it shows has loaded. */
export async function addLoaded(attributes) {
  const element = add(attributes);
  await new Promise((resolve) => element.shadowRoot.querySelector("iframe").addEventListener("load", resolve));
  return element;
}

/** Why the element's workspace is not there, or "". */
export async function failure(element) {
  return element.ready.then(
    () => "",
    (error) => error.message,
  );
}

/** Twelve ways to read or change a workspace in a frame: what came of each. */
export async function attempts(address) {
  const frame = document.createElement("iframe");
  frame.src = address;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve));
  const target = frame.contentWindow;
  const heard = [];
  addEventListener("message", ({ data }) => heard.push(data));
  const outcomes = {};
  const attempt = async (name, act) => {
    try {
      outcomes[name] = String(await act());
    } catch (error) {
      outcomes[name] = error.name;
    }
  };
  await attempt("handle", () => target.cifEmulator.state());
  await attempt("namespace", () => target.Microsoft.Apm.createSession({}));
  await attempt("document", () => target.document.body);
  document.domain = "localhost";
  await attempt("document domain", () => target.document.body);
  await attempt("event", () => target.dispatchEvent(new CustomEvent("CIClickToAct", { detail: {} })));
  await attempt("configuration", () => fetch(new URL("config.json", address)));
  await attempt("databases", async () => (await indexedDB.databases()).length);
  await attempt("broadcasts", () => {
    new BroadcastChannel("cif-emulator / records").postMessage({ fingerprint: "", number: 1 });
  });
  const create = "Apm.createSession";
  target.postMessage({ call: 1, name: create, args: [{}] }, "*");
  target.postMessage({ cifEmulator: "call", document: "a", id: 1, method: "createSession", args: "[{}]" }, "*");
  const own = new MessageChannel();
  own.port1.onmessage = ({ data }) => heard.push(data);
  own.port1.postMessage({ call: 1, name: create, args: [{}] });
  target.postMessage({ cifEmulator: "welcome", element: "a" }, "*", [own.port2]);
  // A frame beside it, without an origin, is not around it.
  const beside = document.createElement("iframe");
  beside.sandbox = "allow-scripts";
  beside.srcdoc = `<script>parent[0].postMessage({ cifEmulator: "embed", element: "beside" }, "*")</script>`;
  document.body.append(beside);
  await new Promise((resolve) => beside.addEventListener("load", resolve));
  target.postMessage({ cifEmulator: "embed", element: "own", origin: new URL(address).origin }, "*");
  while (!heard.some(({ cifEmulator }) => cifEmulator === "refused")) {
    target.postMessage({ cifEmulator: "embed", element: "own" }, "*");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  outcomes.heard = [...new Set(heard.map(({ cifEmulator, element }) => `${cifEmulator} ${element}`))];
  return outcomes;
}

/** A workspace in a frame has said that it is not ready to answer. */
export function heardThatItStarts() {
  return new Promise((resolve) => {
    addEventListener("message", ({ data }) => data?.cifEmulator === "starting" && resolve());
  });
}

/** What a host hears of a workspace whose reader loads it anew: of a call without an answer, and that it is ready again. */
export function asItIsLoadedAnew(element) {
  const ready = new Promise((resolve) => {
    element.addEventListener("ready", ({ detail }) => resolve(Object.keys(detail)), { once: true });
  });
  const ringing = {
    eventType: 0,
    templateName: "msdyn_chat_incoming_unauthenticated",
    templateParameters: { customer: "Ada" },
  };
  const waiting = element.call("CIFramework.notifyEvent", ringing).catch((error) => error.message);
  return { ready, waiting };
}

/** In the frame: the page around is heard only when the workspace waits for it, and had the time to draw. */
export function hearAfterTheNextFrame() {
  if (parent === window) return;
  let isPainted = false;
  const waits = () =>
    document.body?.textContent.includes("Waiting for the configuration of the embedding page") ||
    document.querySelector(".workspace");
  const hold = (event) => {
    if (isPainted) return;
    event.stopImmediatePropagation();
    if (waits()) requestAnimationFrame(() => setTimeout(() => (isPainted = true)));
  };
  addEventListener("message", hold, true);
}

/** A page in a frame, as soon as it is loaded. */
export async function show(src) {
  const frame = Object.assign(document.createElement("iframe"), { src });
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener("load", resolve));
  return frame;
}

/** Says hello, until there is an answer, to the workspace that is so many frames further in: what it tells, and a call. */
export function drive([depth, origin, text]) {
  const target = depth === 1 ? frames[0] : frames[0][0];
  const element = `host ${depth}`;
  const hello = setInterval(() => {
    target.postMessage({ cifEmulator: "embed", element, file: { name: "own.toml", text } }, origin);
  }, 50);
  const driver = { opened: [] };
  let answer, start;
  const answered = new Promise((resolve) => (answer = resolve));
  const started = new Promise((resolve) => (start = resolve));
  driver.welcomed = new Promise((resolve, reject) => {
    addEventListener("message", ({ data, ports: [port] }) => {
      if (data.element !== element || data.cifEmulator === "starting") return;
      clearInterval(hello);
      if (data.cifEmulator === "refused") return reject(new Error(data.why));
      port.onmessage = ({ data: { events = [], ready, answered, value, error } }) => {
        for (const [name, detail] of events) if (name === "session-created") driver.opened.push(detail.sessionId);
        if (ready) start();
        if (answered) answer(error ? error.message : value);
      };
      resolve(port);
    });
  });
  driver.welcomed.catch(() => {});
  driver.openSession = async () => {
    const port = await driver.welcomed;
    await started;
    port.postMessage({ call: 1, name: "cifEmulator.openSession", args: ["msdyn_chat_session"] });
    return answered;
  };
  return driver;
}
