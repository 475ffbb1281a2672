export async function inputShapesOfClients({ CIF }) {
  const values = { n: 5, z: null, o: { a: [1] }, b: true, twice: JSON.stringify(JSON.stringify({ a: 1 })) };
  const first = await CIF.createSession(
    JSON.stringify({ templateName: "conf_call", templateParameters: { customer: "text" } }),
    "corr",
  );
  const second = await CIF.createSession({
    templateName: "conf_call",
    customer: "beside",
    context: { callId: 7 },
    templateParameters: values,
  });
  const third = await CIF.createSession({ templateName: "Conformance call", customer: "display name" }, "corr", 1, 2);
  return [
    await Promise.all([first, second, third].map(async (id) => [...(await CIF.getSession(id)).keys()].length)),
    (await CIF.getSession(second)).get("context"),
  ];
}

export async function getSessionIsAMapOfThePagesOwnWithProperties({ CIF, open }) {
  const id = await open("Ada", { context: { line: 2 } });
  const session = await CIF.getSession(id, "corr");
  await open("Grace");
  return {
    isMap: session instanceof Map,
    keys: [...session.keys()].sort(),
    id: session.get("sessionId") === id && session.sessionId === id,
    context: [session.get("context"), session.context],
    focused: [session.get("isFocused"), session.isFocused],
    later: (await CIF.getSession(id)).get("isFocused"),
    conversation: [session.get("conversationId"), session.conversationId],
  };
}

export async function updateContextGivesTheContext({ CIF, open }) {
  const first = await open("Ada", { context: { callId: "c-1" } });
  await open("Grace");
  const changed = await CIF.updateContext({ caseId: "C-7", n: 2 }, first, false, "corr");
  const removed = await CIF.updateContext({ n: "whatever" }, first, true);
  const focused = await CIF.updateContext({ here: true });
  return [changed, removed, focused, (await CIF.getSession(first)).get("context")];
}
