export async function aSnapshotTakesNoWayThroughJavascriptToCFunctions() {
  for (let n = 0; n < 50; n++) {
    const id = await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
    await Microsoft.Apm.getSession(id).close();
  }
}

export async function script() {
  const seen = [];
  const note = async (call) => {
    try {
      seen.push({ value: await call() });
    } catch (error) {
      seen.push({ name: error.name, message: error.message, code: error.errorCode, native: error instanceof Error });
    }
  };
  const { Apm, CIFramework } = Microsoft;
  const chat = { templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } };
  await note(() => Apm.canCreateSession());
  await note(() => CIFramework.createSession(chat));
  await note(() => Apm.createSession({ templateName: "no_such_template" }));
  await note(() => Apm.createSession(document.body));
  await note(() => Apm.getAllSessions());
  await note(() => JSON.parse(JSON.stringify(Apm.getFocusedSession())));
  await note(() => CIFramework.requestFocusSession("session-id-99"));
  await note(() => CIFramework.createTab({ templateName: "msdyn_entitysearch" }));
  await note(() => CIFramework.getTabs("session-id-1"));
  await note(() => CIFramework.focusTab("tab-id-99"));
  return { seen, state: cifEmulator.state(), calls: cifEmulator.calls().length, version: cifEmulator.version };
}

/** Whether the page has asked for a file whose address has this part. */
export function hasAskedFor(part) {
  return performance.getEntriesByType("resource").some(({ name }) => name.includes(part));
}
