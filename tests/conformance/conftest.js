/** What every script finds: the namespaces as its caller reaches them, own-realm Maps, a way to see failures. */
export function tools({ CASE }) {
  const Microsoft = window.Microsoft ?? window.parent.Microsoft;
  const { Apm, CIFramework: CIF } = Microsoft;
  const map = (object) => new Map(Object.entries(object));
  const pairs = (object) => JSON.stringify(Object.entries(object));
  const caseContext = (more = {}) => map({ parametersStr: pairs({ entityName: "incident", entityId: CASE }), ...more });
  const openCase = (more = {}) =>
    Apm.createSession({ templateName: "case_entity_session_default_template", sessionContext: caseContext(more) });
  const openPlain = (more = {}, focused = true) =>
    Apm.createSession({ templateName: "conf_plain", sessionContext: map(more), isFocused: focused });
  const refused = async (call) => {
    try {
      await call();
      return "not refused";
    } catch (error) {
      const native = error instanceof window.parent.Error || error instanceof Error;
      return { native, name: error.name, message: error.message, errorCode: error.errorCode };
    }
  };
  const events = (name) => {
    const heard = [];
    const channel = new BroadcastChannel(Apm.getEventPublisherTopic(name));
    channel.onmessage = (event) => heard.push(event.data);
    // A message of our own through the same channel comes after all that was posted before it.
    const settled = async () => {
      const probe = new BroadcastChannel(channel.name);
      const arrived = new Promise((resolve) => {
        channel.addEventListener("message", (event) => event.data === "probe" && resolve());
      });
      probe.postMessage("probe");
      await arrived;
      probe.close();
      channel.close();
      return heard.filter((data) => data !== "probe");
    };
    return { settled };
  };
  return { Microsoft, Apm, CIF, map, pairs, caseContext, openCase, openPlain, refused, events };
}

export function addFrame() {
  document.querySelector("iframe[name=conformance]")?.remove();
  const frame = document.createElement("iframe");
  frame.name = "conformance";
  frame.hidden = true;
  document.body.append(frame);
}
