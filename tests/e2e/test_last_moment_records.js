export async function whatWasWrittenBeforeTheInterpreterEndedIsKept(person) {
  await Xrm.WebApi.updateRecord("contact", person, { jobtitle: "Retired" });
  try {
    window.interpreter.runPython("import json; json.loads('[' * 500000)");
  } catch {}
  await Microsoft.CIFramework.getClickToAct().catch(() => {});
  await cifEmulator.ready;
}
