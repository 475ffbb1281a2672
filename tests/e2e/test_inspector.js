const CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed";

const caseContext = () =>
  new Map([
    [
      "parametersStr",
      JSON.stringify([
        ["entityName", "incident"],
        ["entityId", CASE],
      ]),
    ],
  ]);

export async function failingCall() {
  const { CIFramework, Apm } = Microsoft;
  CIFramework.addHandler("conf_ring", async function ringing() {
    throw new TypeError("Cannot read the line");
  });
  for (let n = 0; n < 35; n++) Apm.getFocusedSession();
  await Apm.createSession({
    templateName: "case_entity_session_default_template",
    sessionContext: caseContext(),
  });
  await CIFramework.createSession({ templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } });
  await Apm.createSession({ templateName: "nope" }).catch(() => {});
  await CIFramework.searchAndOpenRecords("contact", "?$select=fullname&$top=3", true);
  await CIFramework.createRecord("contact", { lastname: "Lovelace", firstname: "Ada" });
  await CIFramework.raiseEvent("conf_ring", new Map([["line", 4]])).catch(() => {});
}

export async function unusualValues() {
  const { Apm } = Microsoft;
  const context = await Apm.getSession("session-id-0").getContext();
  await context.set("when", new Date(0));
  await Apm.createSession({ templateName: "nope", sessionContext: caseContext(), isFocused: undefined }).catch(
    () => {},
  );
  await Apm.createSession({ templateName: Number.NaN, made: () => 5 }).catch(() => {});
}

/** A notification waits for the agent. */
export async function ring() {
  const { CIFramework } = Microsoft;
  await CIFramework.setPresence("Busy");
  window.answered = CIFramework.notifyEvent({
    templateName: "msdyn_chat_incoming_unauthenticated",
    templateParameters: { customer: "Ada Lovelace" },
  });
}

export async function talk() {
  const { CIFramework } = Microsoft;
  await window.answered;
  const id = await CIFramework.createSession({
    templateName: "msdyn_voicecall_session",
    templateParameters: { customer: "Ada Lovelace" },
  });
  await CIFramework.createTab({ templateName: "msdyn_omnichannel_kbsearch" });
  return id;
}

export async function wrapUp(id) {
  Microsoft.Apm.getSession(id).close();
  await Microsoft.CIFramework.setPresence("Available");
}

/** A handler that returns nothing. */
export async function hint() {
  Microsoft.CIFramework.addHandler("conf_quiet", () => {});
  await Microsoft.CIFramework.raiseEvent("conf_quiet", new Map());
}

/** What lies beyond the inspector's edge, by its width in pixels; what can be scrolled to is left out. */
export function cutOff(inspector) {
  const { style } = document.documentElement;
  const isScrolled = (element) => getComputedStyle(element).overflowX !== "visible";
  const ancestors = (element) => (element === inspector ? [] : [element, ...ancestors(element.parentElement)]);
  const found = {};
  for (let width = 220; width <= 1000; width += 20) {
    style.setProperty("--inspector-width", `${width}px`);
    const { right } = inspector.getBoundingClientRect();
    const beyond = [...inspector.querySelectorAll("*")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.right > right + 1 && !ancestors(element.parentElement).some(isScrolled);
    });
    if (beyond.length > 0) found[width] = beyond.map(({ className, localName }) => `${localName} ${className}`);
  }
  style.removeProperty("--inspector-width");
  return found;
}
