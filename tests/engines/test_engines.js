/** Looks again until the value is one, for two minutes at most. */
async function until(look, what) {
  for (const end = performance.now() + 120_000; performance.now() < end; ) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${what}: not so after two minutes`);
}

/** The titles of the sessions on the rail. */
export function drawn() {
  const tabs = document.querySelectorAll('[role="tablist"][aria-label="Sessions"] [role="tab"]');
  return [...tabs].map((tab) => tab.textContent.trim());
}

async function made(id) {
  const { title } = cifEmulator.state().sessions.find((session) => session.id === id);
  await until(() => drawn().includes(title), `${title} on the rail`);
  return { id, title, drawn: drawn(), heading: document.querySelector('[role="tabpanel"] h1')?.textContent };
}

async function started() {
  await until(() => window.cifEmulator, "the page's start");
  await cifEmulator.ready;
}

export async function begin() {
  await started();
  await cifEmulator.reset();
  await until(() => drawn().length === 1, "Home alone on the rail");
}

export async function apmExample(incident) {
  const x = new Map();
  x.set("parametersStr", `[["entityName", "incident"], ["entityId", "${incident}"]]`);
  const input = { templateName: "case_entity_session_default_template", sessionContext: x };
  return made(await Microsoft.Apm.createSession(input));
}

export async function frameworkExample(customer) {
  const input = { templateName: "msdyn_chat_session", templateParameters: { customer } };
  return made(await Microsoft.CIFramework.createSession(input));
}

export function notify() {
  window.answer = Microsoft.CIFramework.notifyEvent({ templateName: "msdyn_chat_incoming_unauthenticated" });
}

export async function answered() {
  const { actionName } = JSON.parse(await window.answer);
  await until(() => !document.querySelector('[role="alertdialog"]'), "the toast's end");
  return actionName;
}

/** In the widget: who is clicked to call gets a session. */
export function opensSessions() {
  addEventListener("CIFInitDone", () => {
    Microsoft.CIFramework.setClickToAct(true);
    Microsoft.CIFramework.addHandler("onclicktoact", (event) => {
      const customer = JSON.parse(event).value;
      return Microsoft.CIFramework.createSession({
        templateName: "msdyn_chat_session",
        templateParameters: { customer },
      });
    });
  });
}

export async function clickToAct(number) {
  await until(() => cifEmulator.calls("CIFramework.addHandler").length > 0, "the widget's start");
  await cifEmulator.clickToAct(number);
  await until(() => drawn().length > 1, "the widget's session on the rail");
  return drawn();
}

const resultOf = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Whether the browser's database has a text. */
async function isKept(text) {
  const [{ name }] = await indexedDB.databases();
  const opened = await resultOf(indexedDB.open(name));
  const entries = await resultOf(opened.transaction("records").objectStore("records").getAll());
  opened.close();
  return entries.some((entry) => entry.text.includes(text));
}

/** A record that the browser keeps: what is noted when a page goes at once is tried elsewhere. */
export async function writeContact(lastname) {
  const { id } = await Xrm.WebApi.createRecord("contact", { lastname });
  while (!(await isKept(id))) await new Promise((resolve) => setTimeout(resolve, 20));
  return id;
}

/** Without a wait until it is in the database: a note of the page that is left has it. */
export async function writeAtOnce(lastname) {
  await started();
  const { id } = await Xrm.WebApi.createRecord("contact", { lastname });
  return id;
}

export async function readContact(id) {
  await started();
  const read = Xrm.WebApi.retrieveRecord("contact", id, "?$select=lastname");
  const { lastname } = await read.catch(({ message }) => {
    const found = cifEmulator.findings().map((each) => each.message);
    throw new Error(`${message} Findings: ${found.join("; ") || "none"}`);
  });
  return lastname;
}

/** In a page that is no provider's: asks for a session, and tells the page around it the first word that it hears. */
export function strange() {
  const tell = ({ data }) => parent.postMessage({ heard: JSON.stringify(data) }, "*");
  addEventListener("message", tell, { once: true });
  const args = '[{"templateName":"msdyn_chat_session"}]';
  parent.postMessage({ cifEmulator: "call", document: "stranger", id: 1, method: "createSession", args }, "*");
}

export async function showStranger(url) {
  const frame = document.createElement("iframe");
  const heard = new Promise((resolve) => {
    addEventListener(
      "message",
      ({ data, source }) => source === frame.contentWindow && data?.heard && resolve(data.heard),
    );
  });
  frame.src = url;
  document.body.append(frame);
  const text = await heard;
  frame.remove();
  return { text, sessions: cifEmulator.state().sessions.length };
}

/** What each hostile value is refused with; the last one is right. */
export async function passValues() {
  const thrower = () => {
    throw new Error("no entry");
  };
  const traps = ["get", "has", "ownKeys", "getPrototypeOf", "getOwnPropertyDescriptor"];
  const { proxy: revoked, revoke } = Proxy.revocable({}, {});
  revoke();
  const map = new Map();
  map.set("own", map);
  const values = {
    "a getter": Object.defineProperty({}, "inner", { enumerable: true, get: thrower }),
    "a proxy": new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, thrower]))),
    "a revoked proxy": revoked,
    "a cycle": map,
    "a toJSON": { toJSON: thrower },
    "a symbol": Symbol("own"),
    depth: JSON.parse("[".repeat(500) + "]".repeat(500)),
    "nothing wrong": "Ada",
  };
  const told = {};
  for (const [name, customer] of Object.entries(values)) {
    const input = { templateName: "msdyn_chat_session", templateParameters: { customer } };
    const made = Microsoft.CIFramework.createSession(input);
    told[name] = await made.then(
      (id) => `made ${id}`,
      ({ message, errorCode }) => (Number.isInteger(errorCode) ? message : `no refusal of ours: ${message}`),
    );
  }
  return told;
}

/** The last names of the contacts of that one. @param {string} name */
export async function find(name) {
  const { entities } = await Xrm.WebApi.retrieveMultipleRecords(
    "contact",
    `?$select=lastname&$filter=lastname eq '${name}'`,
  );
  return entities.map(({ lastname }) => lastname);
}

/** Waits until the file of records is there; tells whether any part of it was fetched before. */
export async function arrived() {
  const files = () => performance.getEntriesByType("resource").map(({ name }) => name);
  while (!files().some((name) => /records-\w+\.sqlite$/.test(name)))
    await new Promise((resolve) => setTimeout(resolve));
  return files().some((name) => /records-\w+\.sqlite\?from=/.test(name));
}
