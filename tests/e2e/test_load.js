/** As long as lists can be, and empty: written, it would be cut off by the memory alone, after many seconds. */
const longList = () => Object.assign([], { length: 2 ** 32 - 1 });

export async function refusal(data) {
  // What Playwright cannot pass is made here.
  const made = {
    cyclic: () => {
      const row = { table: "contact" };
      return [Object.assign(row, { row })];
    },
    blob: () => new Blob(["firstname\n"]),
    throwing: () => [
      {
        get table() {
          throw new Error("out of order");
        },
      },
    ],
    large: () => ({ name: "contact.csv", text: "x".repeat(50 * 2 ** 20) }),
    long: longList,
    longInside: () => ({ contact: [{ lastname: longList() }] }),
    longFromJson: () => ({ contact: { toJSON: longList } }),
    // One text, written 256 times.
    repeated: () => ({ contact: Array.from({ length: 8 }).reduce((inner) => [inner, inner], "x".repeat(2 ** 20)) }),
    deep: () => ({ name: "contact.json", text: "[".repeat(200_000) }),
    deepXml: () => ({ name: "data.xml", text: "<a>".repeat(200_000) }),
    twice: () => [new File(["name\nA\n"], "account.csv"), new File(["name\nB\n"], "account.csv")],
    function: () => () => [],
  };
  try {
    await cifEmulator.load(data in made ? made[data]() : data);
  } catch (error) {
    return [error instanceof TypeError, error.message];
  }
  return null;
}

export async function whileACallWrites(count) {
  const rows = Array.from({ length: count }, (_, number) => `Ada ${number},Tester`).join("\n");
  const loading = cifEmulator.load({ name: "contact.csv", text: `firstname,jobtitle\n${rows}` });
  const message = (error) => error.message;
  let refused = "";
  let reset = null;
  const write = async () => {
    const said = await Xrm.WebApi.createRecord("contact", { firstname: "Grace" }).then(() => "", message);
    if (!said || refused) return;
    refused = said;
    reset = cifEmulator.reset().then(() => "", message);
  };
  const writing = setInterval(write, 1);
  const result = await loading;
  clearInterval(writing);
  return { result, refused, reset: await reset };
}

export function drop(files) {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([text], name));
  const fire = (type) =>
    document
      .getElementById("workspace")
      .dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  fire("dragenter");
  const shown = document.querySelector(".drop-files").hidden === false;
  fire("dragover");
  fire("drop");
  return shown;
}

export async function downloadAndResetWith(length) {
  const notes = Array.from({ length: length / 2_000 }, (_, number) => ({
    table: "contact",
    firstname: "Grace",
    lastname: String(number),
    description: "x".repeat(2_000),
  }));
  await cifEmulator.load([...notes, { table: "contact", firstname: "Ada", jobtitle: "Tester" }]);
  const { text } = cifEmulator.data();
  await cifEmulator.reset();
  await cifEmulator.reset({ config: text });
  const found = await Xrm.WebApi.retrieveMultipleRecords("contact", "?$filter=jobtitle eq 'Tester'&$select=firstname");
  return found.entities.map((row) => row.firstname);
}

export async function migrateAndReset() {
  await cifEmulator.load([{ table: "contact", firstname: "Ada & <Co>", jobtitle: "Tester" }]);
  const given = cifEmulator.data("data.xml");
  await cifEmulator.reset();
  await cifEmulator.load(given);
  const found = await Xrm.WebApi.retrieveMultipleRecords("contact", "?$filter=jobtitle eq 'Tester'&$select=firstname");
  let refused = "";
  try {
    cifEmulator.data("data.json");
  } catch (error) {
    refused = error.message;
  }
  return [found.entities.map((row) => row.firstname), refused];
}
