export async function theSameHandlerTwiceIsCalledTwice({ CIF }) {
  let count = 0;
  const handler = () => {
    count++;
    return Promise.resolve();
  };
  await CIF.addHandler("conf_twice", handler);
  await CIF.addHandler("conf_twice", handler);
  await CIF.raiseEvent("conf_twice", "{}");
  const removed = await CIF.removeHandler("conf_twice", handler);
  await CIF.raiseEvent("conf_twice", "{}");
  return [removed, count];
}

export async function removeHandlerTakesThatVeryFunction({ CIF }) {
  const calls = [];
  const handler = () => {
    calls.push("removed");
    return Promise.resolve();
  };
  await CIF.addHandler("conf_remove", handler);
  await CIF.addHandler("conf_remove", () => {
    calls.push("stays");
    return Promise.resolve();
  });
  const answers = [
    await CIF.removeHandler("conf_remove", () => {}),
    await CIF.removeHandler("CONF_REMOVE", handler),
    await CIF.removeHandler("conf_remove", handler),
  ];
  await CIF.raiseEvent("conf_remove", "{}");
  return [answers, calls];
}

export async function aHandlerMayCall({ CIF, open }) {
  let inside = true;
  const seen = [];
  const done = new Promise((resolve) =>
    CIF.addHandler("onPresenceChange", async () => {
      seen.push(inside, await CIF.getPresence(), await open("from the handler"));
      resolve();
    }),
  );
  await CIF.getMode();
  const call = CIF.setPresence("Busy");
  inside = false;
  await call;
  await done;
  return seen;
}
