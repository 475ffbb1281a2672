export async function endedInterpreterIsExplainedAndStartedAnew() {
  // The decoder lets nothing so deep through; only from inside can the interpreter be ended.
  try {
    window.interpreter.runPython("import json; json.loads('[' * 500000)");
  } catch {}
  const settle = (promise) =>
    promise.then(
      (value) => ["fulfilled", value],
      (error) => ["rejected", error.message],
    );
  const first = await settle(Microsoft.CIFramework.createSession({ templateName: "msdyn_chat_session" }));
  const second = await settle(Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" }));
  let thrown = "";
  try {
    Microsoft.Apm.getFocusedSession();
  } catch (error) {
    thrown = error.message;
  }
  await cifEmulator.ready;
  return { first, second, thrown, all: Microsoft.Apm.getAllSessions() };
}

export async function resetBringsBackTheStart() {
  for (let n = 0; n < 9; n++) await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
  await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" }).catch(() => {});
  window.before = document.querySelector("#workspace");
  await cifEmulator.reset();
}

export function countSwitches() {
  const channel = new BroadcastChannel(Microsoft.Apm.getEventPublisherTopic("ON_SESSION_SWITCH"));
  window.switched = 0;
  channel.onmessage = () => void window.switched++;
}

export function noteCompilations() {
  window.compilations = [];
  for (const name of ["compileStreaming", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = (...all) => {
      window.compilations.push(name);
      return original.apply(WebAssembly, all);
    };
  }
}

export function noteFormatters() {
  window.formatters = [];
  const note = (name, original) =>
    function (...all) {
      window.formatters.push(`${name} ${new Error().stack}`);
      return new.target ? new original(...all) : original.apply(this, all);
    };
  for (const kind of [Number, Date]) kind.prototype.toLocaleString = note(kind.name, kind.prototype.toLocaleString);
  for (const name of ["NumberFormat", "DateTimeFormat", "Collator"]) Intl[name] = note(name, Intl[name]);
}
