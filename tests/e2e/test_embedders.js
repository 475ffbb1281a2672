export function embed() {
  window.heard = [];
  addEventListener("message", ({ data }) => window.heard.push(data));
  window.say = (target) => {
    for (const document of ["a", "b"]) {
      target.postMessage({ cifEmulator: "hello", document }, "*");
      target.postMessage({ cifEmulator: "call", document, id: 1, method: "getEnvironment", args: "[]" }, "*");
      target.postMessage({ cifEmulator: "call", document, id: 2, method: "nothing", args: "[[[" }, "*");
      target.postMessage({ cifEmulator: "delivered", document, delivery: 1, text: "[]" }, "*");
      target.postMessage({ cifEmulator: "bye", document }, "*");
      target.postMessage({ cifEmulator: "rubbish", document }, "*");
    }
    target.postMessage("hello", "*");
  };
}
