/** Resolves once it is so; the page draws meanwhile. */
async function until(isSo) {
  for (;;) {
    const found = isSo();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
}

const all = (selector) => document.querySelectorAll(selector);

/** A call that rings, is accepted, gets a session with a form that is not saved, and is closed. */
export async function takeCall() {
  const { CIFramework, Apm } = Microsoft;
  const customer = "Ada";
  const ringing = CIFramework.notifyEvent({
    templateName: "msdyn_chat_incoming_authenticated",
    templateParameters: { customer },
  });
  (await until(() => document.querySelector("[data-answer=accept]"))).click();
  await ringing;
  await until(() => all(".toast").length === 0);
  const id = await CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer },
  });
  await CIFramework.openForm('{"entityName":"contact"}', '{"lastname":"Lovelace"}');
  await until(() => document.querySelector("[data-field=lastname]"));
  void Apm.getSession(id).close();
  const question = "dialog.question fluent-button[appearance=primary]";
  await until(() => document.querySelector(question)?.click() ?? all("[role=tab][data-session-id]").length === 1);
  await until(() => all(question).length === 0);
}

/** Resolves once what was changed is drawn. */
export async function drawn() {
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
}
