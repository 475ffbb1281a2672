/** Sends `each` messages every ten milliseconds, as a provider's page or as a stranger in it, until `window.enough`. */
export function flood({ kind, each }) {
  window.enough = false;
  window.sent = 0;
  const CIF = window.Microsoft.CIFramework;
  const post = (message) => top.postMessage(message, "*");
  const kinds = {
    calls: () => void CIF.getMode().catch(() => {}),
    refusals: () => void CIF.setMode("nonsense").catch(() => {}),
    hellos: (number) => post({ cifEmulator: "hello", document: `hello-${number}` }),
    rubbish: () => post({ cifEmulator: "call", document: 5 }),
  };
  if (kind === "strangers") {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    frame.srcdoc = `<script>setInterval(() => { for (let n = 0; n < ${each}; n++) top.postMessage(
      { cifEmulator: "call", document: "stranger", id: n, method: "getMode", args: "[]" }, "*"); }, 10)</script>`;
    document.body.append(frame);
    window.stop = () => frame.remove();
    return;
  }
  const timer = setInterval(() => {
    for (let n = 0; n < each; n++) kinds[kind](++window.sent);
  }, 10);
  window.stop = () => clearInterval(timer);
}

/** Milliseconds that each of so many calls took, one every twenty milliseconds. */
export async function timeCalls(count) {
  const times = [];
  for (let n = 0; n < count; n++) {
    const begun = performance.now();
    await Microsoft.CIFramework.getWidth();
    times.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}
