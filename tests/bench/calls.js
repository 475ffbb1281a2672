const CHAT = { templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } };

/** What is in reach of every measured call; sessions and tabs begin anew with each method. */
async function everywhere() {
  const CIF = Microsoft.CIFramework;
  const handler = () => Promise.resolve();
  const other = await CIF.createSession(CHAT);
  const own = await CIF.createSession(CHAT);
  await CIF.requestFocusSession(own);
  const [anchorId] = await CIF.getTabs();
  const tabId = await CIF.createTab({ templateName: "msdyn_search" });
  const create = async (table, record) => JSON.parse(await CIF.createRecord(table, JSON.stringify(record))).id;
  // Sessions that the page itself opens have none.
  const conversationId =
    (await CIF.getSession(own)).get("conversationId") ?? (await create("msdyn_ocliveworkitem", { subject: "Bench" }));
  const person = await create("contact", { firstname: "Ada", lastname: "Lovelace" });
  const closeTabs = async () => {
    for (const id of await CIF.getTabs()) if (id !== anchorId && id !== tabId) await CIF.closeTab(id);
  };
  return { CIF, handler, other, own, anchorId, tabId, conversationId, person, closeTabs };
}

export async function onThePage({ waits }) {
  const { Apm } = Microsoft;
  const given = await everywhere();
  const session = Apm.getSession(given.own);
  const sessions = [session, Apm.getSession(given.other)];
  const tab = session.getTab(given.tabId);
  const tabs = [tab, session.getTab(given.anchorId)];
  const context = await session.getContext();
  // As in the documentation's example.
  const pairs = [
    ["entityName", "incident"],
    ["entityId", "fac04293-1ab0-eb11-8236-000d3a5c49ed"],
  ];
  const documented = {
    templateName: "case_entity_session_default_template",
    sessionContext: new Map([["parametersStr", JSON.stringify(pairs)]]),
  };
  const closeSessions = async (ids) => {
    for (const id of ids) await Apm.getSession(id)?.close();
  };
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const copy = (...args) => JSON.parse(JSON.stringify(args));
  const echo = waits ? async (...args) => copy(...args) : copy;
  return { ...given, Apm, session, sessions, tab, tabs, context, documented, closeSessions, drawn, echo };
}

/** Sessions are closed by the workspace's window: providers cannot. The echo answers with what it was sent. */
export async function onAProvidersPage() {
  const given = await everywhere();
  const waiting = new Map();
  addEventListener("message", ({ data }) => waiting.get(data?.benchAnswer)?.(data.text));
  const ask = (benchAsk, text) =>
    new Promise((resolve) => {
      const id = `${benchAsk}-${performance.now()}-${Math.random()}`;
      waiting.set(id, (answer) => {
        waiting.delete(id);
        resolve(answer);
      });
      parent.postMessage({ benchAsk, id, text }, "*");
    });
  const closeSessions = (ids) => ask("close", JSON.stringify(ids));
  const drawn = () => ask("draw", "");
  const echo = async (...args) => JSON.parse(await ask("echo", JSON.stringify(args)));
  return { ...given, closeSessions, drawn, echo };
}

/** The workspace's window answers what a provider's page asks it. */
export function answerProviders() {
  addEventListener("message", async ({ data, source, origin }) => {
    if (!data?.benchAsk) return;
    if (data.benchAsk === "draw") await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    if (data.benchAsk === "close") for (const id of JSON.parse(data.text)) await Microsoft.Apm.getSession(id)?.close();
    source.postMessage({ benchAnswer: data.id, text: data.text }, origin);
  });
}

export async function openSessions(wanted) {
  while (Microsoft.Apm.getAllSessions().length < wanted) await Microsoft.CIFramework.createSession(CHAT);
}

/** The browser compiles the interpreter anew, and better, while it is used: a page is used before it is measured. */
export async function use(together) {
  const ends = performance.now() + 3_000;
  while (performance.now() < ends) {
    await new Promise(requestAnimationFrame);
    for (let n = 0; n < together; n++) {
      const id = await Microsoft.CIFramework.createSession(CHAT);
      await Microsoft.Apm.getSession(id).close();
    }
  }
}

/** Microseconds per call, and per call of the echo, one number for each batch. */
export async function time({ batches, together, warmUp, longest, waits }, setting, { before, call, after, echo }) {
  const reach = await setting({ waits });
  const { CIF, own, other, drawn, closeSessions } = reach;
  const calls = [];
  const echoes = [];
  const warm = performance.now() + warmUp;
  const ends = warm + longest;
  try {
    while (calls.length < batches && (calls.length < 5 || performance.now() < ends)) {
      // The first ones are compiled while they run.
      const counts = performance.now() > warm;
      const made = [];
      const ids = await before(reach, { together, ids: [] });
      await drawn();
      const called = await call(reach, { together, ids, made });
      await after(reach, { together, ids, made });
      if (own !== (await CIF.getFocusedSession())) await CIF.requestFocusSession(own);
      await drawn();
      const echoed = await echo(reach, { together });
      if (!counts) continue;
      calls.push((called * 1000) / together);
      echoes.push((echoed * 1000) / together);
    }
  } finally {
    await closeSessions([own, other]);
  }
  return { calls, echoes };
}

/** Milliseconds of each of thirty resets. */
export async function timeResets() {
  const times = [];
  for (let n = 0; n < 30; n++) {
    for (let k = 0; k < 5; k++) await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
    const begun = performance.now();
    await cifEmulator.reset();
    times.push(performance.now() - begun);
  }
  return times;
}
