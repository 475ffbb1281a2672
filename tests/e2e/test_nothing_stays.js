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

/** So many resets, each of them drawn. */
export async function resetAndDraw(resets) {
  for (let count = 0; count < resets; count++) {
    await cifEmulator.reset();
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
}

/** How many channels so many resets open, and how many of them are open afterwards. */
export async function channelsOfResets(resets) {
  const { BroadcastChannel } = window;
  const opened = [];
  const open = new Set();
  window.BroadcastChannel = class extends BroadcastChannel {
    constructor(name) {
      super(name);
      opened.push(name);
      open.add(this);
    }

    close() {
      open.delete(this);
      super.close();
    }
  };
  try {
    for (let count = 0; count < resets; count++) await cifEmulator.reset();
  } finally {
    window.BroadcastChannel = BroadcastChannel;
  }
  return [opened.length, open.size];
}
