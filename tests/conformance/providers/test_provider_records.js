export async function resultsAreJsonTexts({ CIF }) {
  const created = await CIF.createRecord("contact", JSON.stringify({ lastname: "Knuth" }), "corr");
  const { id } = JSON.parse(created);
  const texts = [
    created,
    await CIF.retrieveRecord("contact", id, "?$select=lastname", "corr"),
    await CIF.updateRecord("contact", id, JSON.stringify({ firstname: "Don" }), "corr"),
    await CIF.searchAndOpenRecords("contact", "?$select=lastname&$top=1", true, "corr"),
    await CIF.deleteRecord("contact", id, "corr"),
    await CIF.getEnvironment("corr"),
    await CIF.openForm({ entityName: "contact" }),
  ];
  return texts.map((text) => typeof text);
}

export async function createRecordWithParties({ CIF, CONTACT }) {
  const { userId } = JSON.parse(await CIF.getEnvironment());
  const user = userId.replace(/[{}]/g, "").toLowerCase();
  const { id } = JSON.parse(
    await CIF.createRecord(
      "phonecall",
      JSON.stringify({
        subject: "Parties",
        directioncode: false,
        phonecall_activity_parties: [
          { "partyid_systemuser@odata.bind": `/systemusers(${user})`, participationtypemask: 2 },
          { "partyid_contact@odata.bind": `/contacts(${CONTACT})`, participationtypemask: 1 },
        ],
      }),
    ),
  );
  return JSON.parse(
    await CIF.retrieveRecord(
      "phonecall",
      id,
      "?$select=subject&$expand=phonecall_activity_parties($select=participationtypemask,_partyid_value)",
    ),
  );
}

export async function relationshipsOfTemplatesAreQueryable({ CIF }) {
  const hits = async (table, query) => Object.values(JSON.parse(await CIF.searchAndOpenRecords(table, query, true)));
  const [session] = await hits("msdyn_sessiontemplate", "?$filter=msdyn_uniquename eq 'conf_tabs'");
  const pairs = await hits(
    "msdyn_sessiontemplate_applicationtab",
    `?$filter=msdyn_sessiontemplateid eq ${session.msdyn_sessiontemplateid}`,
  );
  const tabs = [];
  for (const pair of pairs)
    tabs.push(
      JSON.parse(
        await CIF.retrieveRecord(
          "msdyn_applicationtabtemplate",
          pair.msdyn_applicationtabtemplateid,
          "?$select=msdyn_uniquename",
        ),
      ).msdyn_uniquename,
    );
  return tabs;
}
