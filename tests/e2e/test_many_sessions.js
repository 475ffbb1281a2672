const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** So many sessions, the last one in front, drawn. */
export async function openSessions(count) {
  const { CIFramework } = Microsoft;
  let id;
  for (let n = 0; n < count; n++) id = await CIFramework.createSession({ templateName: "msdyn_chat_session" });
  await CIFramework.requestFocusSession(id);
  await drawn();
}

const actions = {
  "a tab is opened": (CIF) => CIF.createTab({ templateName: "msdyn_search" }),
  "a tab is named": async (CIF) => CIF.setTabTitle(await CIF.getFocusedTab(), '{"title":"Another"}'),
  "the panel is minimized": (CIF) => CIF.setMode(0),
  "a message is shown": (CIF) => CIF.showGlobalNotification({ type: 2, level: 3, message: "Hi" }),
};

/** What is done, and drawn. */
export async function see(what) {
  await actions[what](Microsoft.CIFramework);
  await drawn();
}
