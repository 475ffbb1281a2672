/** The next frame has been drawn. */
const painted = () =>
  new Promise((resolve) =>
    requestAnimationFrame(() => {
      // A message comes after the frame.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve();
      port2.postMessage(0);
    }),
  );

export async function sessions([rounds, together]) {
  const found = { frames: [], time: [], renders: [] };
  const list = () => document.querySelector('[role=tablist][aria-label="Sessions"]');
  for (let round = 0; round < rounds; round++) {
    await cifEmulator.reset();
    await painted();
    await painted();
    let renders = 0;
    const observer = new MutationObserver(() => renders++);
    observer.observe(list(), { childList: true, subtree: true });
    let id;
    for (let n = 0; n < together; n++) id = await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
    const called = performance.now();
    let frames = 0;
    do {
      await painted();
      frames++;
    } while (!list().querySelector(`[data-session-id="${id}"]`) && frames < 100);
    found.frames.push(frames);
    found.time.push(performance.now() - called);
    found.renders.push(renders);
    observer.disconnect();
  }
  return found;
}

/** Opens and closes the inspector over a full log, and scrolls through it. */
export async function inspector(rounds) {
  const found = { opened: [], frames: [] };
  for (let n = 0; n < 2_500; n++) {
    Microsoft.Apm.getFocusedSession();
    Microsoft.Apm.canCreateSession();
  }
  const button = document.querySelector("#inspector-button");
  for (let round = 0; round < rounds; round++) {
    await painted();
    const pressed = performance.now();
    button.click();
    do await painted();
    while (!document.querySelector("#inspector [role=row]"));
    found.opened.push(performance.now() - pressed);
    if (round < rounds - 1) button.click();
  }
  let scrolled = document.querySelector("#inspector [role=treegrid]");
  while (scrolled.scrollHeight <= scrolled.clientHeight) scrolled = scrolled.parentElement;
  for (let n = 0; n < 120; n++) {
    const began = performance.now();
    scrolled.scrollTop = (scrolled.scrollHeight * (n % 40)) / 40;
    await painted();
    found.frames.push(performance.now() - began);
  }
  return found;
}
