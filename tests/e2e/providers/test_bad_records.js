/** The same five actions of each API; `parties` is a phone call's payload with the parties given. */
export function tools({ api, CONTACT }) {
  const WebApi = window.Xrm?.WebApi;
  const CIF = window.Microsoft.CIFramework;
  const actions =
    api === "Xrm"
      ? {
          create: WebApi.createRecord,
          read: WebApi.retrieveRecord,
          change: WebApi.updateRecord,
          remove: WebApi.deleteRecord,
          find: WebApi.retrieveMultipleRecords,
        }
      : {
          create: CIF.createRecord,
          read: CIF.retrieveRecord,
          change: CIF.updateRecord,
          remove: CIF.deleteRecord,
          find: (table, options) => CIF.searchAndOpenRecords(table, options, true),
        };

  const nested = (depth, value = 1) => {
    for (let n = 0; n < depth; n++) value = { v: value };
    return value;
  };
  const repeated = (text, times, between) => new Array(times).fill(text).join(between);
  const party = (id, mask, name = "partyid_contact") => ({
    [`${name}@odata.bind`]: `/contacts(${id})`,
    participationtypemask: mask,
  });
  const parties = (...more) => ({
    subject: "Parties",
    acme_new: 1,
    phonecall_activity_parties: [party(CONTACT, 1), party(CONTACT, 2), ...more],
  });

  return { ...actions, nested, repeated, party, parties };
}

/** Each refusal and what a call after it gives: whether it is an Error or a Map, its message, a name that was read. */
export async function refusals(tools, calls) {
  const { CONTACT } = tools;
  const CALL = Object.values(
    JSON.parse(await Microsoft.CIFramework.searchAndOpenRecords("phonecall", "$top=1", true)),
  )[0].activityid;
  const answers = [];
  for (const call of calls({ ...tools, CALL })) {
    const answer = await call().then(
      () => ["", "was not refused"],
      (error) => [error instanceof Error || error instanceof Map, error.message],
    );
    // Alive: the next call is answered as ever.
    const name = JSON.parse(
      await Microsoft.CIFramework.retrieveRecord("contact", CONTACT, "$select=fullname"),
    ).fullname;
    answers.push([...answer, name]);
  }
  return answers;
}

export async function useADeletedRecordsId({ create, read, change, remove }) {
  const given = await create("task", { subject: "Gone" });
  const { id } = typeof given === "string" ? JSON.parse(given) : given;
  await remove("task", id);
  const calls = [
    () => read("task", id),
    () => change("task", id, { subject: "x" }),
    () => remove("task", id),
    () => create("annotation", { subject: "x", "objectid_task@odata.bind": `/tasks(${id})` }),
  ];
  const told = [];
  for (const call of calls)
    told.push(
      await call().then(
        () => "was not refused",
        (error) => error.message.replace(id, "ID"),
      ),
    );
  return told;
}

export async function writeAndFind({ create, find, texts }) {
  const found = [];
  for (const text of texts) {
    const given = await create("contact", { lastname: text, own_note: text });
    const { id } = typeof given === "string" ? JSON.parse(given) : given;
    const written = encodeURIComponent(text.replaceAll("'", "''"));
    const rows = await find(
      "contact",
      `$select=lastname,own_note&$filter=lastname eq '${written}' and own_note eq '${written}'`,
    );
    const list = typeof rows === "string" ? Object.values(JSON.parse(rows)) : rows.entities;
    found.push(list.map((row) => [row.contactid === id, row.lastname === text, row.own_note === text]));
  }
  return found;
}

export async function writeALongText({ create, read }) {
  const text = "ä".repeat(1_000_000);
  const given = await create("email", { subject: "Long", description: text });
  const { id } = typeof given === "string" ? JSON.parse(given) : given;
  const row = await read("email", id, "?$select=description");
  return (typeof row === "string" ? JSON.parse(row) : row).description === text;
}
