/** Notes all events of the element from now on: `[name, detail]`. */
export function hear(element) {
  const isHeard = element.heard;
  element.heard = [];
  if (isHeard) return;
  const names = ["ready", "session-created", "session-switched", "session-closed", "notification", "call", "refused"];
  for (const name of names) {
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
      errorMsg: error.errorMsg,
      got: error.get?.("message"),
    }),
  );
}

/** A Map that the workspace gives, `undefined`, and a live object as it is now. */
export async function values(element) {
  const { Apm, CIFramework } = element.Microsoft;
  const templateParameters = new Map([["customer", "Contoso"]]);
  const id = await CIFramework.createSession({ templateName: "msdyn_chat_session", templateParameters });
  const session = await CIFramework.getSession(id);
  const focused = await Apm.getFocusedSession();
  const { sessions } = await element.state();
  return {
    map: [Object.prototype.toString.call(session), String(session.size > 0 ? 1 : 0), String("get" in session ? 1 : 0)],
    context: sessions.at(-1).title,
    undefined: typeof (await element.setPresence("Busy")),
    snapshot: [focused.sessionId, typeof focused],
  };
}

/** What a handler in this page got, and how many times in all. */
export async function handlers(element) {
  const { CIFramework } = element.Microsoft;
  const got = [];
  const handler = (map) => Promise.resolve(got.push([map.get("value").number, map.value.number]));
  await CIFramework.addHandler("own event", handler);
  await CIFramework.raiseEvent("own event", { number: 5 });
  await CIFramework.removeHandler("own event", handler);
  await CIFramework.raiseEvent("own event", { number: 6 }).catch(() => {});
  return got;
}

/** What members of the element give. */
export async function members(element) {
  await element.faults.add({ method: "CIFramework.*", reject: "no" });
  const before = (await element.faults.list()).length;
  await element.faults.clear();
  const { rows } = await element.load({ contact: [{ firstname: "Ada", lastname: "Lovelace" }] });
  const { name: file } = await element.data();
  await element.setPresence("Busy");
  const { name: recording } = await element.recording();
  const findings = await element.findings();
  const { current, options } = (await element.state()).presence;
  const presence = options.find(({ id }) => id === current).text;
  await element.reset({ config: "[workspace]\ntitle = 'Lesson'" });
  const { title } = await element.state();
  const scenario = await element.scenario("nothing").catch(({ name }) => name);
  const event = await element.raiseEvent("own event", { value: 5 }).catch(({ message }) => message);
  const [call] = (await element.calls()).slice(-1);
  const after = (await element.faults.list()).length;
  return {
    faults: [before, after],
    rows,
    file,
    title,
    presence,
    recording,
    findings,
    scenario,
    event,
    call: call.what,
  };
}

/** Opens and closes a session; shows a notification and declines it. */
export async function closing(element) {
  const id = await element.openSession("msdyn_chat_session", { customer: "Contoso" });
  const session = await element.Microsoft.Apm.getSession(id);
  await session.close();
  const answer = element.Microsoft.CIFramework.notifyEvent({ templateName: "msdyn_chat_incoming_authenticated" });
  for (let turn = 0; !(await element.state()).notifications.length && turn < 100; turn++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const [{ id: notification }] = (await element.state()).notifications;
  await element.call("cifEmulator.act", "answerNotification", [notification, false]);
  await answer;
}

/** A second channel to the workspace in the element's frame: it opens a session. */
export async function second(element) {
  const { contentWindow } = element.shadowRoot.querySelector("iframe");
  const port = await new Promise((resolve) => {
    addEventListener("message", ({ data, ports }) => data?.element === "second" && resolve(ports[0]), { once: true });
    contentWindow.postMessage({ cifEmulator: "embed", element: "second" }, new URL(element.getAttribute("src")).origin);
  });
  return new Promise((resolve) => {
    port.onmessage = ({ data }) => data.answered && resolve(data.value);
    port.postMessage({ call: 1, name: "cifEmulator.openSession", args: ["msdyn_chat_session", { customer: "Eve" }] });
  });
}
