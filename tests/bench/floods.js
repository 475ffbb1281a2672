/** Sends so many messages per second, as a provider's page or as a stranger's frame in it. */
export function flood({ kind, rate }) {
  const send = (kind, rate) => {
    const call = (id, method, args) => ({ cifEmulator: "call", document: "flood", id, method, args });
    const message = {
      calls: (number) => call(number, "getMode", "[]"),
      strangers: (number) => call(number, "getMode", "[]"),
      refusals: (number) => call(number, "setMode", '["nonsense"]'),
      hellos: (number) => ({ cifEmulator: "hello", document: `hello-${number}` }),
      rubbish: () => ({ cifEmulator: "call", document: 5 }),
    }[kind];
    const began = performance.now();
    let sent = 0;
    setInterval(() => {
      // A tick that comes late sends what is due, but not all at once.
      const due = Math.min(((performance.now() - began) * rate) / 1000, sent + rate / 20);
      while (sent < due) top.postMessage(message(++sent), "*");
    }, 5);
  };
  if (kind !== "strangers") return send(kind, rate);
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts";
  frame.srcdoc = `<script>(${send})("${kind}", ${rate})</script>`;
  document.body.append(frame);
}

/** Counts the messages that arrive at the workspace, in `window.arrived`. */
export function countMessages() {
  window.arrived = 0;
  addEventListener("message", () => window.arrived++);
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
