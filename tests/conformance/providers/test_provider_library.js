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
