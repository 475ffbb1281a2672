export function countProxies() {
  window.bench = { watched: 0 };
  const { register, unregister } = FinalizationRegistry.prototype;
  FinalizationRegistry.prototype.register = function (...all) {
    window.bench.watched++;
    return register.apply(this, all);
  };
  FinalizationRegistry.prototype.unregister = function (...all) {
    const was = unregister.apply(this, all);
    if (was) window.bench.watched--;
    return was;
  };
}

export async function work(rounds) {
  const { Apm, CIFramework } = Microsoft;
  for (let n = 0; n < rounds; n++) {
    const id = await CIFramework.createSession({
      templateName: "msdyn_chat_session",
      templateParameters: { customer: "Ada" },
    });
    Apm.getFocusedSession();
    Apm.canCreateSession();
    await CIFramework.getSession(id);
    await Apm.createSession({ templateName: "no such template" }).catch(() => {});
    await CIFramework.getTabs();
    Apm.getAllSessions();
    await CIFramework.getFocusedSession();
    await CIFramework.getEnvironment();
    await Apm.getSession(id).close();
  }
}
