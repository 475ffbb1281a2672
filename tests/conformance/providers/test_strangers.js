export function strangersGetTheRefusalAndNothingElse() {
  window.broadcasts = [];
  for (const name of ["ON_SESSION_CREATED", "ON_SESSION_SWITCH"]) {
    const channel = new BroadcastChannel(Microsoft.Apm.getEventPublisherTopic(name));
    channel.onmessage = ({ data }) => window.broadcasts.push(data);
  }
}

export function tenThousandCallsOfAStranger() {
  window.count = 0;
  window.answers = new Set();
  addEventListener("message", ({ data }) => window.answers.add(data.answer) && (window.count += data.ids?.length ?? 1));
  for (let id = 1; id <= 10_000; id++)
    parent.postMessage({ cifEmulator: "call", document: "flood", id, method: "createSession", args: "[]" }, "*");
}

export function insert(url) {
  document.querySelector("iframe[name=stranger]")?.remove();
  const frame = document.createElement("iframe");
  frame.name = "stranger";
  frame.src = url;
  document.body.append(frame);
}

export async function tryEverything([methods, documents]) {
  const answers = [];
  const until = (count) =>
    new Promise((resolve) => {
      const look = () => (answers.length >= count ? resolve() : setTimeout(look, 5));
      look();
    });
  addEventListener("message", ({ data }) => answers.push(data));
  parent.postMessage({ cifEmulator: "hello", document: "stranger" }, "*");
  let id = 0;
  for (const document of documents)
    for (const [method, args] of methods)
      parent.postMessage({ cifEmulator: "call", document, id: ++id, method, args: JSON.stringify(args) }, "*");
  for (const document of documents) {
    parent.postMessage({ cifEmulator: "bye", document }, "*");
    parent.postMessage({ cifEmulator: "delivered", document, delivery: "delivery-1", text: "{}" }, "*");
  }
  await until(1 + id);
  return answers;
}

export async function tenThousandCallsAtOnce(CIF) {
  window.started = Date.now();
  const all = await Promise.allSettled(Array.from({ length: 10_000 }, () => CIF.getMode()));
  window.over = Date.now();
  return all;
}

export function rubbish() {
  window.answers = [];
  addEventListener(
    "message",
    ({ data }) => ["d", "no such", undefined].includes(data?.document) && window.answers.push(data),
  );
  for (const message of [
    null,
    undefined,
    0,
    5,
    "text",
    "",
    [],
    [[]],
    [1, 2],
    {},
    { cifEmulator: null },
    { cifEmulator: 5 },
    { cifEmulator: {}, document: "d" },
    { cifEmulator: "welcome", document: "d" },
    { cifEmulator: "nothing" },
    { cifEmulator: "call" },
    { cifEmulator: "call", document: "d", id: "1", method: "getMode", args: "[]" },
    { cifEmulator: "call", document: "d", id: 1, method: {}, args: "[]" },
    { cifEmulator: "call", document: "d", id: 1, method: "getMode", args: [] },
    { cifEmulator: "hello", document: "x".repeat(1000) },
    { cifEmulator: "hello", document: {} },
    { cifEmulator: "delivered", document: "d", delivery: 5, text: "{}" },
    { cifEmulator: "delivered", document: "d", delivery: "delivery-1", text: 5 },
    { cifEmulator: "delivered", document: "d", delivery: "delivery-1", text: "{" },
    { cifEmulator: "bye" },
    { cifEmulator: "bye", document: "no such" },
    new Map([["cifEmulator", "call"]]),
    new Date(),
    new ArrayBuffer(8),
    "x".repeat(10_000_000),
    { cifEmulator: "call", document: "d", id: 1, method: "x".repeat(1000), args: "[]" },
    { messageType: "getenvironment", messageCorrelationId: "1", messageData: new Map() },
  ])
    parent.postMessage(message, "*");
}

export async function strangersWithTheLibraryAreRefused() {
  window.heard = [];
  addEventListener("message", ({ data }) => window.heard.push(data.cifEmulator));
  const error = await Microsoft.CIFramework.createSession({ templateName: "conf_call" }).catch((error) => error);
  const other = await Microsoft.CIFramework.addHandler("conf_other", () => window.heard.push("event")).catch(
    (error) => error,
  );
  return [error instanceof Map, error.message, other.message, window.announced];
}
