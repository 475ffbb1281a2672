// Members, events and attributes of `<agent-workspace>`, as they are meant to be used and as they are not.

async function element(): Promise<void> {
  const workspace = document.createElement("agent-workspace");
  const found: CifEmulator.AgentWorkspace | null = document.querySelector("agent-workspace");
  document.body.append(workspace);
  await workspace.ready;
  const first: string = await workspace.call("Apm.createSession", {
    templateName: "case_entity_session_default_template",
    sessionContext: new Map([["parametersStr", "[]"]]),
  });
  const second: string = await workspace.Microsoft.CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: "Contoso" },
  });
  await workspace.call("Xrm.WebApi.retrieveRecord", "contact", first);
  const state: CifEmulator.Snapshot = await workspace.state();
  const worst: CifEmulator.Finding | undefined = (await workspace.findings())[0];
  const { text } = await workspace.data("data.xml");
  await workspace.reset({ config: { workspace: { title: "Own" } } });
  await workspace.load({ contact: [{ firstname: "Ada" }] });
  await workspace.faults.add({ method: "CIFramework.*", reject: "no" });
  const faults: readonly CifEmulator.FaultInput[] = await workspace.faults.list();
  await workspace.faults.clear();
  await workspace.raiseEvent("onclicktoact", { value: "555" });
  await workspace.clickToAct("555-0100");
  await workspace.setPresence("Busy");
  const opened: string = await workspace.openSession("msdyn_chat_session", { customer: "Ada" });
  const { outcome } = await workspace.scenario("incoming_call");
  console.log(found, second, state.sessions.length, worst, text, faults, opened, outcome, (await workspace.recording()).name);
  console.log((await workspace.calls()).length);
  workspace.addEventListener("session-created", ({ detail }) => console.log(detail.sessionId.length));
  workspace.addEventListener("session-switched", ({ detail }) => console.log(detail.previousSessionId, detail.newSessionId));
  workspace.addEventListener("session-closed", ({ detail }) => console.log(detail.sessionId));
  workspace.addEventListener("notification", ({ detail }) => console.log(detail.notificationId, detail.outcome));
  workspace.addEventListener("call", ({ detail }) => console.log(detail.what, detail.duration));
  workspace.addEventListener("refused", ({ detail }) => console.log(detail.error));
  workspace.addEventListener("ready", ({ detail }) => console.log(detail.version));
  workspace.addEventListener("click", (event) => console.log(event.type));

  // @ts-expect-error it takes an object
  await workspace.call("CIFramework.createSession", 5);
  // @ts-expect-error there is no such function
  await workspace.call("Apm.creatSession", {});
  // @ts-expect-error it is a promise
  workspace.state().sessions;
  // @ts-expect-error the detail has no such member
  workspace.addEventListener("session-created", ({ detail }) => console.log(detail.id));
  const attributes: CifEmulator.ElementAttributes = { src: "/", hide: "rail", theme: "dark", loading: "lazy", name: "lesson" };
  // @ts-expect-error there is no such theme
  attributes.theme = "blue";
}

void element;
