export async function jobs([person, other]) {
  const read = async (id, column) => {
    try {
      return (await Xrm.WebApi.retrieveRecord("contact", id, `?$select=${column}`))[column];
    } catch {
      return null;
    }
  };
  return [await read(person, "jobtitle"), await read(other, "lastname")];
}

export async function kept() {
  const found = {};
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const store = opened.transaction("records").objectStore("records");
    const get = (request) =>
      new Promise((resolve) => {
        request.onsuccess = () => resolve(request.result);
      });
    const [names, texts] = await Promise.all([get(store.getAllKeys()), get(store.getAll())]);
    found[name] = Object.fromEntries(names.map((name, place) => [name, texts[place].text]));
    opened.close();
  }
  return found;
}

export async function spoil(spoil) {
  const [{ name }] = await indexedDB.databases();
  const opened = await new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = opened.transaction("records", "readwrite");
  const store = transaction.objectStore("records");
  store.openCursor().onsuccess = ({ target }) => {
    const { number, text } = target.result.value;
    const spoilt = {
      cut: text.slice(0, -9),
      other: "SQLite format 3",
      format: text.replace(/"format": \d+/, '"format": 7'),
    };
    target.result.update({ number, text: spoilt[spoil] });
  };
  await new Promise((resolve) => {
    transaction.oncomplete = resolve;
  });
  opened.close();
}

/** What is set aside outlives a reset, and would meet the next test on this page. */
export async function forgetSetAside() {
  for (const { name } of await indexedDB.databases()) {
    const opened = await new Promise((resolve) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
    });
    const transaction = opened.transaction("records", "readwrite");
    transaction.objectStore("records").delete(IDBKeyRange.bound("set aside ", "set aside \uffff"));
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  }
}

/** Looks again until one of the texts holds what is expected. */
export async function saved(expected) {
  for (
    const until = performance.now() + 10_000;
    performance.now() < until;
    await new Promise((resolve) => setTimeout(resolve, 20))
  ) {
    const texts = Object.values(await kept()).flatMap((entries) => Object.values(entries));
    if (texts.some((text) => text.includes(expected))) return;
  }
  throw new Error(`${expected} was not saved`);
}
