/** Notes all events of the element from now on: `[name, detail]`. */
export function hear(element) {
  element.heard = [];
  for (const name of [
    "ready",
    "session-created",
    "session-switched",
    "session-closed",
    "notification",
    "call",
    "refused",
  ]) {
    element.addEventListener(name, ({ detail }) => element.heard.push([name, detail]));
  }
}

/** Both examples of the README, through the element, with its outcome. */
export async function examples(element) {
  const x = new Map();
  x.set("parametersStr", '[["entityName", "incident"], ["entityId", "fac04293-1ab0-eb11-8236-000d3a5c49ed"]]');
  const first = await element.Microsoft.Apm.createSession({
    templateName: "case_entity_session_default_template",
    sessionContext: x,
  });
  const second = await element.call("CIFramework.createSession", {
    templateName: "msdyn_chat_session",
    templateParameters: { customer: "Contoso" },
  });
  return [first, second];
}

/** What a refused call rejects with. */
export async function refusal(element, name, ...args) {
  return element.call(name, ...args).then(
    (value) => ({ value }),
    (error) => ({
      isError: error instanceof Error,
      isTypeError: error instanceof TypeError,
      message: error.message,
      errorCode: error.errorCode,
    }),
  );
}
