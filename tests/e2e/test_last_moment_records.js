export async function whatWasWrittenBeforeTheInterpreterEndedIsKept(person) {
  await Xrm.WebApi.updateRecord("contact", person, { jobtitle: "Retired" });
  try {
    window.interpreter.runPython("import json; json.loads('[' * 500000)");
  } catch {}
  await Microsoft.CIFramework.getClickToAct().catch(() => {});
  await cifEmulator.ready;
}

/** A reset begins while what was written before is on its way into the database; then a write, and the page is left. */
export async function writeAfterAResetThatMetASave(person) {
  const { put, delete: forget } = IDBObjectStore.prototype;
  const { set } = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, "oncomplete");
  const saving = new Promise((begun) => {
    IDBObjectStore.prototype.put = function (...given) {
      begun();
      return put.apply(this, given);
    };
  });
  let isForgotten;
  const forgotten = new Promise((resolve) => {
    isForgotten = resolve;
  });
  IDBObjectStore.prototype.delete = function (...given) {
    isForgotten();
    return forget.apply(this, given);
  };
  // The database is slow: the save's end is heard while the reset forgets what was saved.
  Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
    set(heard) {
      Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set, configurable: true });
      set.call(this, () => forgotten.then(heard));
    },
    configurable: true,
  });
  await Xrm.WebApi.updateRecord("contact", person, { jobtitle: "Before the reset" });
  await saving;
  await cifEmulator.reset();
  await Xrm.WebApi.updateRecord("contact", person, { jobtitle: "After the reset" });
  setTimeout(() => location.reload());
}

/** The interpreter ends, and the page is left before there is another. */
export async function leaveWithoutAnInterpreter(person) {
  await Xrm.WebApi.updateRecord("contact", person, { jobtitle: "Retired" });
  try {
    window.interpreter.runPython("import json; json.loads('[' * 500000)");
  } catch {}
  Microsoft.CIFramework.getClickToAct().catch(() => {});
  location.reload();
}
