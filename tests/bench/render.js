export async function painted([rounds, together]) {
  const found = { frames: [], time: [], renders: [] };
  const list = () => document.querySelector('[role=tablist][aria-label="Sessions"]');
  const painted = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        // A message comes after the frame has been drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(0);
      }),
    );
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
