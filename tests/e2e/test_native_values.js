export async function aSessionIsOneObjectUntilAReset() {
  const id = await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
  const session = Microsoft.Apm.getSession(id);
  const tab = session.getFocusedTab();
  const before = [Microsoft.Apm.getFocusedSession() === session, session.getTab(tab.tabId) === tab];
  await cifEmulator.reset();
  await Microsoft.Apm.createSession({
    templateName: "msdyn_chat_session",
    sessionContext: new Map([["customer", "Contoso"]]),
  });
  const fresh = Microsoft.Apm.getSession(id);
  return [...before, fresh === session, fresh.sessionId === id];
}

export async function onlyWhatSomebodyReadsIsInTheLog() {
  const { Apm } = Microsoft;
  const id = await Apm.createSession({ templateName: "msdyn_chat_session" });
  const before = cifEmulator.calls().length;
  const session = Apm.getSession(id);
  const tab = session.getFocusedTab();
  const context = await session.getContext();
  await context.set("k", "v");
  const silent = cifEmulator
    .calls()
    .slice(before)
    .map(({ what }) => what);
  return [silent, context.parameters.k, session.sessionId === id, tab.tabId, cifEmulator.calls().length - before];
}

function walker() {
  const seen = new Set();
  const faults = [];
  const own = [
    Object.prototype,
    Array.prototype,
    Function.prototype,
    Map.prototype,
    Promise.prototype,
    Error.prototype,
    TypeError.prototype,
    Object.getPrototypeOf(async () => {}),
    null,
  ];
  const walk = (value, path) => {
    if (value === null || (typeof value !== "object" && typeof value !== "function")) return;
    if (seen.has(value) || own.includes(value)) return;
    seen.add(value);
    const tag = Object.prototype.toString.call(value);
    // A namespace whose names nobody knows has a function under every name.
    const hasAnyName = typeof value["no such name"] === "function";
    const isLive = typeof value.toJs === "function" || typeof value.destroy === "function" || "$$" in value;
    if (/Py|Proxy/.test(tag) || (isLive && !hasAnyName)) faults.push(`${path} is ${tag}`);
    const prototype = Object.getPrototypeOf(value);
    if (!own.includes(prototype)) walk(prototype, `${path}.__proto__`);
    for (const key of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, key);
      const name = `${path}.${String(key)}`;
      if (descriptor.get) {
        walk(descriptor.get, `${name}(get)`);
        walk(value[key], name);
      }
      if (descriptor.set) walk(descriptor.set, `${name}(set)`);
      if ("value" in descriptor && !(typeof value === "function" && key === "prototype")) walk(descriptor.value, name);
    }
    if (value instanceof Map)
      for (const [key, item] of value) {
        walk(key, `${path}.key`);
        walk(item, `${path}[${key}]`);
      }
  };
  const settle = async (call, path) => {
    try {
      const given = call();
      walk(given, path);
      walk(await given, `${path}→`);
      return given;
    } catch (error) {
      if (!(error instanceof Error)) faults.push(`${path} was refused with ${Object.prototype.toString.call(error)}`);
      walk(error, `${path}!`);
    }
  };

  return { seen, faults, walk, settle };
}

export async function everythingHandedOut(contracts) {
  const { seen, faults, walk, settle } = walker();
  let called = 0;
  const channels = ["ON_SESSION_SWITCH", "ON_SESSION_CLOSED", "ON_TAB_SWITCH"].map((name) => {
    const channel = new BroadcastChannel(Microsoft.Apm.getEventPublisherTopic(name));
    channel.onmessage = (event) => walk(event.data, name);
    return channel;
  });
  walk(Microsoft, "Microsoft");
  walk(cifEmulator, "cifEmulator");
  walk(cifEmulator.state(), "state");
  const arguments_ = [
    [],
    [{ templateName: "msdyn_chat_session", templateParameters: { a: { b: [1] } } }],
    ["session-id-1"],
    [5, 5, 5],
  ];
  for (const { name, methods } of contracts.namespaces)
    for (const method of methods)
      for (const args of arguments_) {
        called++;
        await settle(() => Microsoft[name][method.name](...args), `${name}.${method.name}(${args.length})`);
      }
  for (const id of Microsoft.Apm.getAllSessions()) {
    const session = Microsoft.Apm.getSession(id);
    const context = await session.getContext();
    const tab = session.getFocusedTab();
    for (const [object, name] of [
      [session, "Session"],
      [tab, "Tab"],
      [context, "Context"],
    ]) {
      walk(object, name);
      for (const method of contracts.objects.find((one) => one.name === name).methods)
        for (const args of [[], ["k", "v"], [{ templateName: "msdyn_entityrecord" }]]) {
          called++;
          await settle(() => object[method.name](...args), `${name}.${method.name}`);
        }
    }
  }
  walk(cifEmulator.calls(), "calls");
  for (const channel of channels) channel.close();
  return { faults, called, walked: seen.size };
}
