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

/** What a page says that has been given a file of contacts, and of its records as a file. */
export async function filesInAndOut() {
  const told = async (act) => {
    try {
      return await act();
    } catch (error) {
      return error.message;
    }
  };
  const file = new File(["lastname\nTuring\nHopper\n"], "contact.csv");
  const loaded = await told(() => cifEmulator.load(file));
  const written = await told(() => cifEmulator.data("data.xml"));
  return { loaded, written };
}

/** What knowledge search says of an article that is made with this content. */
export async function anArticleIsFound(content) {
  const { Apm, CIFramework } = Microsoft;
  const title = `Article in ${content.length} characters`;
  await CIFramework.createRecord("knowledgearticle", JSON.stringify({ title, content }));
  await Apm.createTab({ templateName: "msdyn_omnichannel_kbsearch" });
  return JSON.stringify(cifEmulator.state()).match(new RegExp(`"title":"${title}".*?"excerpt":"(.*?)"`))[1];
}

export function aSession() {
  return Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
}

/** Tells `noteStep` each text of the start's progress. */
export function noteSteps() {
  const look = () => {
    const text = document.querySelector(".boot [role=status]")?.textContent?.trim();
    if (text) window.noteStep(text);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}

export async function round(customer) {
  const CIF = Microsoft.CIFramework;
  window.heard = [];
  await CIF.addHandler("onSessionSwitched", async (text) => window.heard.push(text));
  const session = await CIF.createSession({ templateName: "msdyn_chat_session", templateParameters: { customer } });
  const refused = await CIF.createSession({ templateName: "msdyn_chat_sesion" }).catch((error) => error.message);
  const found = JSON.parse(await CIF.searchAndOpenRecords("contact", "?$select=fullname&$top=2", true));
  return { session, refused, rows: Object.keys(found).length };
}
