export async function handlersNeverRunInsideACall() {
  const order = [];
  const heard = new Promise((resolve) =>
    Microsoft.CIFramework.addHandler("onSessionSwitched", async () => {
      order.push("handler");
      resolve();
    }),
  );
  const opened = Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" });
  order.push("returned");
  await opened;
  order.push("resolved");
  await heard;
  return order;
}

export async function aWidgetHasItsAnswerBeforeTheEventsThatItCaused() {
  const CIF = Microsoft.CIFramework;
  const order = [];
  const heard = new Promise((resolve) =>
    CIF.addHandler("onSessionSwitched", async () => {
      order.push("handler");
      resolve();
    }),
  );
  await CIF.createSession({ templateName: "msdyn_chat_session" });
  order.push("resolved");
  await heard;
  return order;
}
