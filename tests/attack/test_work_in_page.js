const ACCOUNT = "a0000000-0000-4000-8000-000000000001";
const CHAT = "msdyn_chat_session";

const created = (customer, more = {}) =>
  Microsoft.CIFramework.createSession({ templateName: CHAT, templateParameters: { customer, ...more } });
const found = (table, query) => Microsoft.CIFramework.searchAndOpenRecords(table, query, true);

async function foundInLongTexts(condition) {
  const story = "a".repeat(1_000_000);
  await cifEmulator.load(Array.from({ length: 3 }, () => ({ table: "lead", subject: "Long", new_story: story })));
  return () => found("lead", `?$filter=${condition}`);
}

async function expanded() {
  const parent = { table: "account", id: ACCOUNT };
  const contacts = Array.from({ length: 60 }, (_, n) => ({
    table: "contact",
    lastname: `Of ${n}`,
    parentcustomerid: parent,
  }));
  await cifEmulator.load([{ ...parent, name: "Contoso" }, ...contacts]);
  let expand = "contact_customer_accounts";
  for (let n = 0; n < 2; n++) expand = `contact_customer_accounts($expand=parentcustomerid_account($expand=${expand}))`;
  return () => found("account", `?$expand=${expand}`);
}

/** An answer has one page of them. */
async function manyRows() {
  const rows = Array.from({ length: 60_000 }, (_, n) => `Row ${n}`).join("\n");
  await cifEmulator.load({ name: "task.csv", text: `subject\n${rows}\n` });
  return () => found("task", "?$select=subject");
}

/** As much as a workspace holds. */
async function largeContext() {
  const value = "x".repeat(3_900_000);
  const session = await created("Much");
  const add = (name) => Microsoft.CIFramework.updateContext({ [name]: value }, session);
  for (let n = 0; n < 16; n++) await add(`value${n}`);
  return () => add("last");
}

/** Each prepares what it needs, and gives the call. */
const ATTACKS = {
  "values that double": () => () => {
    const values = Array.from({ length: 30 }, (_, n) => [`k${n}`, `{k${n + 1}}{k${n + 1}}`]);
    return created("{k0}", { ...Object.fromEntries(values), k30: "x".repeat(10) });
  },
  "slugs without end": () => () => created("{$odata".repeat(570_000)),
  "1,300,000 slugs": () => () => created("{a}".repeat(1_300_000), { a: "x" }),
  "20,000 queries": () => () => created("{$odata.contact.fullname.?$filter=lastname eq 'x'}".repeat(20_000)),
  "slugs 250 deep": () => () => created(`${"{$odata.contact.fullname.?$filter=".repeat(250)}${"}".repeat(250)}`),
  "contains with 15,000 characters": () => foundInLongTexts(`contains(new_story,'${"a".repeat(15_000)}b')`),
  "contains with a wildcard": () => foundInLongTexts(`contains(new_story,'${"a".repeat(3_000)}_b')`),
  "expansions of five levels": expanded,
  "60,000 rows": manyRows,
  "a title of 100,000 characters": () => () => created("x".repeat(100_000)),
  "100,000 combining marks": () => () => created(`e${"\u0301".repeat(100_000)}`, { note: "\u0301".repeat(100_000) }),
  "much context": largeContext,
};

/** What a call of these answers, and how long the page was busy with it and with drawing what came of it. */
export async function attack(name) {
  const call = await ATTACKS[name]();
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await drawn();
  const began = performance.now();
  const message = await call().then(
    () => "",
    (error) => error.message,
  );
  await drawn();
  return { message, seconds: (performance.now() - began) / 1000 };
}
