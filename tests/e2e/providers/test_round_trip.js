export async function readAll(tables) {
  const rows = {};
  for (const table of tables)
    for (const row of Object.values(JSON.parse(await Microsoft.CIFramework.searchAndOpenRecords(table, "", true)))) {
      delete row["@odata.etag"];
      rows[`${table} ${row[`${table}id`] ?? row.activityid}`] = row;
    }
  return rows;
}

export async function edit({ ACCOUNT, CONTACT, CALL, LEAD }) {
  const CIF = Microsoft.CIFramework;
  const call = (name, ...given) => CIF[name](...given).then(JSON.parse);
  const hits = async (table, query) => Object.values(await call("searchAndOpenRecords", table, query, true));
  await call(
    "updateRecord",
    "account",
    ACCOUNT,
    JSON.stringify({ creditlimit: 0.1, description: "a\r\nb\tc \u2028 “ü” 🙂", "primarycontactid@odata.bind": null }),
  );
  await call("updateRecord", "contact", CONTACT, JSON.stringify({ statecode: 0, acme_level: 7, acme_vip: true }));
  await call(
    "updateRecord",
    "phonecall",
    CALL,
    JSON.stringify({
      statecode: 1,
      phonecall_activity_parties: [{ "partyid_account@odata.bind": `/accounts(${ACCOUNT})`, participationtypemask: 1 }],
    }),
  );
  const made = await call(
    "createRecord",
    "email",
    JSON.stringify({
      subject: "Made",
      description: "x".repeat(100_000),
      "regardingobjectid_lead_email@odata.bind": `/leads(${LEAD})`,
      email_activity_parties: [
        { "partyid_contact@odata.bind": `/contacts(${CONTACT})`, participationtypemask: 2 },
        { addressused: "a@b.example", participationtypemask: 1 },
      ],
    }),
  );
  const [first, second] = await hits("incident", "$orderby=title&$top=2");
  await call("deleteRecord", "incident", first.incidentid);
  const note = await call(
    "createRecord",
    "annotation",
    JSON.stringify({ subject: "Note", "objectid_incident@odata.bind": `/incidents(${second.incidentid})` }),
  );
  const [busy] = await hits("msdyn_presence", "$filter=msdyn_presencestatustext eq 'Busy'");
  const [offline] = await hits("msdyn_presence", "$filter=msdyn_presencestatustext eq 'Offline'");
  await call("updateRecord", "msdyn_presence", busy.msdyn_presenceid, JSON.stringify({ msdyn_name: "Busy indeed" }));
  await call("deleteRecord", "msdyn_presence", offline.msdyn_presenceid);
  await CIF.setClickToAct(true);
  return {
    made: made.id,
    note: note.id,
    gone: [`incident ${first.incidentid}`, `msdyn_presence ${offline.msdyn_presenceid}`],
    busy: busy.msdyn_presenceid,
  };
}
