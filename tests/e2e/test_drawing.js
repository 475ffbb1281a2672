/** How many broadcasts were sent when a call had its answer, and how many at last. */
export async function broadcasts() {
  const { postMessage } = BroadcastChannel.prototype;
  let sent = 0;
  BroadcastChannel.prototype.postMessage = function (message) {
    sent++;
    return postMessage.call(this, message);
  };
  try {
    await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
    const before = sent;
    while (sent < 2) await new Promise(requestAnimationFrame);
    return [before, sent];
  } finally {
    BroadcastChannel.prototype.postMessage = postMessage;
  }
}

/** Gives a session a title; the ids of the sessions whose entries were changed until it is on the page. */
export async function renamed([id, title]) {
  const rail = document.getElementById("open-sessions");
  const changed = new Set();
  const watcher = new MutationObserver((found) => {
    for (const { target } of found) {
      const element = target instanceof Element ? target : target.parentElement;
      changed.add(element?.closest("[data-session-id]")?.dataset.sessionId ?? "none");
    }
  });
  watcher.observe(rail, { subtree: true, childList: true, attributes: true, characterData: true });
  Microsoft.Apm.getSession(id).title = title;
  while (!rail.textContent.includes(title)) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  watcher.disconnect();
  return [...changed].filter((each) => each !== "none");
}
