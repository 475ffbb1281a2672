export function tell() {
  window.announced = 0;
  addEventListener("CIFInitDone", async () => {
    window.announced++;
    window.result = JSON.parse(await Microsoft.CIFramework.getEnvironment()).clientUrl;
  });
}

export function noteReady() {
  window.seen = [];
  addEventListener("load", () => window.seen.push("loaded"));
  addEventListener("CIFInitDone", (event) => {
    window.seen.push("announced");
    Microsoft.CIFramework.getMode().then(() =>
      setTimeout(() => (window.result = [window.seen, event.type, event.target === window])),
    );
  });
}

export async function callAsAProvider() {
  const CIF = Microsoft.CIFramework;
  const refusals = [await CIF.getSession("nope").catch((error) => error), await CIF.setMode(7).catch((error) => error)];
  const map = await CIF.getSession(await CIF.createSession({ templateName: "conf_call" }));
  return [refusals.every((error) => error instanceof Map), map instanceof Map, map.get("sessionId")];
}

export async function hearOwnEvent() {
  const heard = new Promise((resolve) =>
    Microsoft.CIFramework.addHandler("conf_own", async (map) => resolve([map instanceof Map, map.get("value")])),
  );
  await Microsoft.CIFramework.raiseEvent("conf_own", { n: 1 });
  return heard;
}
