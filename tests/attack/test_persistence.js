const request = (asked) =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
const done = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

/** What another script of the origin makes of the page's entry. */
async function replaceEntry(replaced) {
  const [{ name }] = await indexedDB.databases();
  const opened = await request(indexedDB.open(name));
  const transaction = opened.transaction("records", "readwrite");
  const store = transaction.objectStore("records");
  const fingerprint = (await request(store.getAllKeys())).find((key) => !String(key).startsWith("set aside "));
  store.put(replaced(await request(store.get(fingerprint))), fingerprint);
  await done(transaction);
  opened.close();
}

export function putEntry(text) {
  return replaceEntry(({ number }) => ({ number, text }));
}

/** Puts an entry of some kind in its place. */
export function spoilEntry(kind) {
  return replaceEntry(({ number, text }) => {
    const entries = {
      huge: { number, text: text.padEnd(65_000_000, "x") },
      "another workspace's": { number, text: text.replace(/"fingerprint": "[^"]*"/, `"fingerprint": "another's"`) },
      "without a text": { number },
      "a number": 7,
      "a file": new Blob([text]),
    };
    return entries[kind];
  });
}

/** Puts a database of another version, or of another script's, in the place of the page's own. */
export async function replaceDatabase({ version, store }) {
  const [{ name }] = await indexedDB.databases();
  await request(indexedDB.deleteDatabase(name));
  const asked = indexedDB.open(name, version);
  asked.onupgradeneeded = () => asked.result.createObjectStore(store);
  (await request(asked)).close();
}

/** As a browser's “Clear site data”, while the page goes on. */
export async function deleteDatabase() {
  const [{ name }] = await indexedDB.databases();
  await request(indexedDB.deleteDatabase(name));
}

/** Before the page's scripts: from a moment on the database does not answer, until it may. */
export function silenceDatabase() {
  const { open } = IDBFactory.prototype;
  const { set } = Object.getOwnPropertyDescriptor(IDBRequest.prototype, "onsuccess");
  window.isSilent = sessionStorage.getItem("silent") !== null;
  const mayAnswer = new Promise((resolve) => {
    window.letAnswer = resolve;
  });
  IDBFactory.prototype.open = function (...given) {
    const request = open.apply(this, given);
    if (window.isSilent) {
      window.isAsked = true;
      Object.defineProperty(request, "onsuccess", {
        set: (heard) => set.call(request, (event) => mayAnswer.then(() => heard(event))),
      });
    }
    return request;
  };
}

/** Writes again and again, two texts that belong together. */
export async function writeOften({ person, who, count }) {
  for (let n = 0; n < count; n++) {
    const mark = `${who} ${n}`;
    await Xrm.WebApi.updateRecord("contact", person, { jobtitle: mark });
    await Xrm.WebApi.updateRecord("contact", person, { description: mark });
    await new Promise((resolve) => setTimeout(resolve, n % 7));
  }
}
