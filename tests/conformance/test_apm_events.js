/** All three events in one list, in the order in which they were posted: one channel listens for all topics. */
function listen(Apm) {
  const heard = [];
  const channels = ["ON_SESSION_SWITCH", "ON_SESSION_CLOSED", "ON_TAB_SWITCH"].map((name) => {
    const channel = new BroadcastChannel(Apm.getEventPublisherTopic(name));
    channel.onmessage = (event) => event.data !== "probe" && heard.push([name, event.data]);
    return channel;
  });
  return async () => {
    for (const channel of channels) {
      const probe = new BroadcastChannel(channel.name);
      const arrived = new Promise((resolve) =>
        channel.addEventListener("message", (event) => event.data === "probe" && resolve()),
      );
      probe.postMessage("probe");
      await arrived;
      probe.close();
    }
    for (const channel of channels) channel.close();
    return heard;
  };
}

export async function closeTheFocusedSession({ Apm, openPlain }) {
  await openPlain();
  const settled = listen(Apm);
  await Apm.getFocusedSession().close();
  return settled();
}

export function listenInTheWindow({ Apm }) {
  window.told = listen(Apm);
}
