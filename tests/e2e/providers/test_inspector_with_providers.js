/** In a widget's page: what developers of widgets do wrong, one after the other. */
export async function everyMistake() {
  const { CIFramework } = Microsoft;
  const answered = () => {};
  // A slug's name that no template has, a display name, blanks, an id that is not there.
  await CIFramework.createSession({ templateName: "msdyn_chat_session", templateParameters: { customername: "Ada" } });
  await CIFramework.createSession({ templateName: "Chat session - default" }).catch(() => {});
  await CIFramework.createSession({ templateName: " msdyn_chat_session " });
  await CIFramework.requestFocusSession(undefined).catch(() => {});
  await CIFramework.setWidth(120);
  await CIFramework.setPresence("no such presence").catch(() => {});
  // Handlers: twice the same, of an event that does not exist, and one that answers nothing.
  await CIFramework.addHandler("onclicktoact", answered);
  await CIFramework.addHandler("onclicktoact", answered);
  await CIFramework.addHandler("onclicktoacts", answered);
  await CIFramework.raiseEvent("onclicktoact", {});
  // Nobody waits for its refusal.
  void CIFramework.createTab({ templateName: "no such template" });
  for (let n = 0; n < 12; n++) {
    await CIFramework.getFocusedSession();
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
