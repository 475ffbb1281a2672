export async function longTextAndStrangeKeysAreKeptAsTheyAre() {
  const parameters = JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}');
  parameters.long = "x".repeat(1_000_000);
  parameters["\u0001map"] = "marked";
  await Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session", templateParameters: parameters });
  const context = await Microsoft.Apm.getFocusedSession().getContext();
  const own = context.parameters;
  return [
    context.get("__proto__"),
    own.constructor,
    own.toString,
    own.long.length,
    context.get("\u0001map"),
    Object.getPrototypeOf(own) === Object.prototype,
    {}.p,
  ];
}

export async function datesSetsAndNestedMapsBecomePlainData() {
  const sessionContext = new Map([
    ["when", new Date(0)],
    ["set", new Set([1, "a"])],
    ["map", new Map([["k", new Map([[1, 2]])]])],
    ["url", new URL("https://a.invalid/x")],
    ["error", new RangeError("r")],
  ]);
  await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session", sessionContext });
  return (await Microsoft.Apm.getFocusedSession().getContext()).parameters;
}

export async function textOfCallersNeverBecomesMarkup(text) {
  await Microsoft.CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: text },
  });
  const session = Microsoft.Apm.getFocusedSession();
  session.getFocusedTab().title = text;
  await Microsoft.CIFramework.createSession({ templateName: text }).catch(() => {});
}

/** What the calls of the tests take. */
function values() {
  const caseTemplate = "case_entity_session_default_template";
  const context = (more) => ({
    templateName: "msdyn_chat_session",
    sessionContext: more instanceof Map ? more : new Map(Object.entries(more)),
  });
  const cyclic = {};
  cyclic.self = cyclic;
  const cyclicMap = new Map();
  cyclicMap.set("m", cyclicMap);
  const nested = (depth) => {
    let value = {};
    for (let n = 0; n < depth; n++) value = { v: value };
    return value;
  };
  const nestedMaps = (depth) => {
    let value = new Map();
    for (let n = 0; n < depth; n++) value = new Map([["v", value]]);
    return value;
  };

  return { caseTemplate, context, cyclic, cyclicMap, nested, nestedMaps };
}

export async function outcome(call) {
  const settled = await call(values()).then(
    (value) => ({ value }),
    (error) => ({ message: error.message, native: error instanceof Error, errorCode: error.errorCode }),
  );
  const { Apm } = Microsoft;
  const alive = await Apm.getFocusedSession().resolveSlug("{Session.CurrentTab.EntityName}ok");
  return { ...settled, all: Apm.getAllSessions(), focused: Apm.getFocusedSession().sessionId, alive };
}
