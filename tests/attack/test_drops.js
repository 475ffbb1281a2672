const ROWS = "firstname,jobtitle\nAda,Tester\n";
const ZIP = "PK\u0003\u0004";

const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text).buffer;
const file = (text = ROWS, name = "contact.csv") => new File([text], name);
/** A file with members of its own. */
const own = (members) => Object.defineProperties(file(), Object.getOwnPropertyDescriptors(members));
const read = (arrayBuffer) => own({ arrayBuffer });
/** What says that it is of a kind. */
const alleged = (kind, members) => ({ ...members, [Symbol.toStringTag]: kind });

/** Data that is none, each made anew. */
const DATA = {
  "a folder": () =>
    read(() => Promise.reject(new DOMException("A requested file or directory could not be found", "NotFoundError"))),
  "a file that vanishes": () => read(() => Promise.reject(new DOMException("it changed", "NotReadableError"))),
  "a refusal that is no text": () => read(() => Promise.reject(Object.create(null))),
  "a reader that throws": () =>
    read(() => {
      throw Symbol("no");
    }),
  "no reader": () => own({ arrayBuffer: undefined }),
  "a text for bytes": () => read(async () => "lastname\nLovelace"),
  "a number for bytes": () => read(async () => 1_000),
  "nothing for bytes": () => read(async () => undefined),
  "a list for bytes": () => read(async () => [108, 97]),
  "an alleged buffer": () => read(async () => alleged("ArrayBuffer", { length: 2 ** 40 })),
  "bytes that are gone": () =>
    read(async () => {
      const buffer = bytes(ROWS);
      structuredClone(buffer, { transfer: [buffer] });
      return buffer;
    }),
  "more bytes than its size": () => read(async () => new ArrayBuffer(49 * 2 ** 20)),
  "a size that is none": () => own({ size: "much", arrayBuffer: async () => new ArrayBuffer(49 * 2 ** 20) }),
  "files of more than their sizes": () => {
    const large = (name) => own({ name, arrayBuffer: async () => new ArrayBuffer(25 * 2 ** 20) });
    return [large("contact.csv"), large("account.csv")];
  },
  "a name that is a number": () => own({ name: 7 }),
  "a name that throws": () =>
    own({
      get name() {
        throw new Error("no name");
      },
    }),
  "an alleged file": () => alleged("File", { name: "contact.csv", size: 1 }),
  "an alleged list of files": () => alleged("FileList", { length: 2 ** 32 - 1 }),
  "a list without end": () => Object.assign([], { length: 2 ** 32 - 1 }),
  "a file and a row": () => [file(), { table: "contact" }],
  "a row and a file": () => [{ table: "contact", lastname: "x" }, file()],
  "nothing as CSV": () => file(""),
  "nothing as JSON": () => file("", "rows.json"),
  "nothing as XML": () => file("", "data.xml"),
  "nothing as a zip file": () => file("", "a.zip"),
  "a zip file as CSV": () => file(`${ZIP}\0\0`),
  "CSV as XML": () => file(ROWS, "data.xml"),
  "CSV as JSON": () => file(ROWS, "rows.json"),
  "JSON as a zip file": () => file('[{"table":"contact"}]', "a.zip"),
  "XML as CSV": () => file("<entities/>"),
  "markup as a name": () => file(ROWS, "<img src=x onerror=top.canary=1>.csv"),
  "a turned direction as a name": () => file(ROWS, "\u202evsc.csv"),
  "ends of lines as a name": () => file(ROWS, "a\nb\u2028c\x85.csv"),
  "an escape as a name": () => file(ROWS, "\x1b[31m.xlsx"),
  "half a character as a name": () => ({ name: "\ud800.csv", text: ROWS }),
  "a name of objects": () => file(ROWS, "__proto__.csv"),
  "a name of commands": () => own({ name: "$(id);`id`\n.csv", size: 49 * 2 ** 20 }),
  "a long name": () => file(ROWS, `${"x".repeat(100_000)}.csv`),
  "one name twice": () => [file(ROWS, "a\u202e.csv"), file(ROWS, "a\u202e.csv")],
  "a second row beyond its column": () => file(`${ROWS}Grace,${"x".repeat(5_000)}\n`),
  "a second row without its end": () => file(`${ROWS}"Grace`),
  "a second row of JSON": () => file('[{"table":"contact","firstname":"Ada"},{"table":"none"}]', "rows.json"),
  "a second row of XML": () =>
    file('<entities><entity name="contact"><records><record id="no"/></records></entity></entities>', "data.xml"),
  "a second file": () => [
    file(),
    file("birthdate\nlong ago\n", "account.csv"),
    file("numberofemployees\nmany\n", "lead.csv"),
  ],
  "a thousand files, the last one wrong": () => [
    ...Array.from({ length: 999 }, (_, number) => file('[{"table":"contact","lastname":"x"}]', `r${number}.json`)),
    file("[", "last.json"),
  ],
};

const count = () => cifEmulator.data().text.split('"table":"contact"').length;

/** What each is refused with, and which records came all the same. */
export async function loadHostile() {
  delete window.canary;
  const before = count();
  const told = {};
  for (const [name, made] of Object.entries(DATA)) {
    const refusal = await cifEmulator.load(made()).then(
      () => "taken",
      (error) => (error instanceof TypeError ? error.message : `no TypeError: ${error}`),
    );
    told[name] = count() === before ? refusal : `records came: ${refusal}`;
  }
  return told;
}

/** Files left in the interpreter's own file system would fill its memory. */
export async function loadThousand() {
  const files = Array.from({ length: 1_000 }, (_, number) =>
    file(`[{"table":"contact","firstname":"Ada","jobtitle":"Tester","lastname":"${number}"}]`, `r${number}.json`),
  );
  return (await cifEmulator.load(files)).rows;
}

/** Loads that meet others: how many rows came of those that were done, and how many there are. */
export async function loadAtOnce() {
  const rows = (name) => ({ name: "contact.csv", text: `firstname,jobtitle\n${`${name},Tester\n`.repeat(1_500)}` });
  const waiting = read(() => new Promise(() => {}));
  const refused = [];
  void cifEmulator.load(waiting);
  const loads = [cifEmulator.load(rows("Ada")), cifEmulator.load(rows("Grace"))];
  const results = await Promise.allSettled(loads);
  for (const { reason } of results) if (reason) refused.push(reason.message);
  // Rows of a file of the same name have the same ids.
  const done = results.reduce((sum, { value }) => sum + (value ? value.rows - value.replaced : 0), 0);
  return { done, found: cifEmulator.data().text.split('"Tester"').length - 1, refused };
}

/** A load beside a reset that has begun, and one before it. */
export async function loadAndReset() {
  const settled = await Promise.allSettled([cifEmulator.reset(), cifEmulator.load(file()), cifEmulator.load(file())]);
  const after = cifEmulator.data().text.split('"Tester"').length - 1;
  const told = settled.map(({ status, reason }) => (status === "fulfilled" ? status : reason.message));
  return { told, after };
}
