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
