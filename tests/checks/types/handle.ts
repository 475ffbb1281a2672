// Every member of window.cifEmulator, as it is meant to be used and as it is not.

async function handle(): Promise<void> {
  await cifEmulator.ready;
  const version: string = window.cifEmulator.version;
  await cifEmulator.reset();
  await cifEmulator.reset({ config: { workspace: { title: "Own" } } });
  const state: CifEmulator.Snapshot = cifEmulator.state();
  if (state.page.kind === "record") console.log(state.page.fields[0].label.length);
  const slowest = cifEmulator.calls().filter(({ kind }) => kind === "call").sort((a, b) => b.duration - a.duration)[0];
  const worst: CifEmulator.Finding | undefined = cifEmulator.findings().find(({ level }) => level === "error");
  const { name, text } = cifEmulator.data();
  console.log(cifEmulator.data("data.xml").text, cifEmulator.data("data_schema.xml").text);
  console.log(atob(cifEmulator.data("records.zip").text).length);
  cifEmulator.act("focusSession", ["session-id-0"]);
  console.log(JSON.parse(cifEmulator.recording().text).steps.length);
  cifEmulator.faults.add({ method: "CIFramework.*", reject: "no", delay: [200, 800], every: 3 });
  const first: CifEmulator.FaultInput | undefined = cifEmulator.faults.list()[0];
  cifEmulator.faults.clear();
  const { rows, replaced, remarks } = await cifEmulator.load({ contact: [{ firstname: "Ada", lastname: "Lovelace" }] });
  await cifEmulator.load([new File(["name\nContoso\n"], "account.csv")]);
  const answered: boolean = await cifEmulator.raiseEvent("onclicktoact", { value: "555" });
  console.log(version, state.sessions[0].title, slowest.what, name, text.length, rows, replaced, remarks.length, answered);
  console.log(worst?.remedy);
  await cifEmulator.raiseEvent("onmodechanged", { value: 1 }, { provider: "own_phone" });
  await cifEmulator.clickToAct("555-0100");
  await cifEmulator.setPresence("Busy");
  const opened: string = await cifEmulator.openSession("msdyn_chat_session", { customer: "Ada" });
  const { outcome, sessionId } = await cifEmulator.scenario("incoming_call");
  console.log(opened, outcome, sessionId);

  // @ts-expect-error it cannot be assigned
  cifEmulator.version = "5";
  // @ts-expect-error there is no such option
  await cifEmulator.reset({ configuration: {} });
  // @ts-expect-error only a record's page has fields
  state.page.fields;
  // @ts-expect-error there is no such kind of entry
  cifEmulator.calls("CIFramework.createSession").filter(({ kind }) => kind === "error");
  // @ts-expect-error there is no such level
  cifEmulator.findings().filter(({ level }) => level === "note");
  // @ts-expect-error there is no such member
  cifEmulator.restart();
  // @ts-expect-error there is no such file
  cifEmulator.data("data.json");
  // @ts-expect-error an event's name is needed
  await cifEmulator.raiseEvent();
}

void handle;
