export async function lookupsAreBoundAsClientsBindThem({ CIF, CONTACT, CASE }) {
  const { userId } = JSON.parse(await CIF.getEnvironment());
  const made = [];
  for (const [name, target] of [
    ["regardingobjectid_contact_phonecall", `/contacts(${CONTACT})`],
    ["regardingobjectid_incident_phonecall", `/incidents(${CASE})`],
    ["regardingobjectid_contact", `contacts(${CONTACT.toUpperCase()})`],
    ["ownerid", `/systemusers(${userId})`],
    ["ownerid", `/systemusers(${userId.replace(/[{}]/g, "")})`],
  ]) {
    const { id } = JSON.parse(
      await CIF.createRecord("phonecall", JSON.stringify({ subject: "Bound", [`${name}@odata.bind`]: target })),
    );
    const row = JSON.parse(
      await CIF.retrieveRecord("phonecall", id, "?$select=_regardingobjectid_value,_ownerid_value"),
    );
    made.push([
      row._regardingobjectid_value ?? null,
      row["_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname"] ?? null,
      row._ownerid_value,
    ]);
  }
  return { made, user: userId.replace(/[{}]/g, "").toLowerCase() };
}

export async function tablesThatClientsSearch({ CIF, TABLES }) {
  await CIF.createSession({ templateName: "conf_call", templateParameters: { customer: "Ada" } });
  const [item] = Object.values(JSON.parse(await CIF.searchAndOpenRecords("msdyn_ocliveworkitem", "?$top=1", true)));
  await CIF.createRecord("lead", JSON.stringify({ subject: "Toner", lastname: "Wu" }));
  await CIF.createRecord(
    "msdyn_ocliveworkitemcontextitem",
    JSON.stringify({
      msdyn_name: "line",
      msdyn_value: "2",
      "msdyn_ocliveworkitemid@odata.bind": `/msdyn_ocliveworkitems(${item.activityid})`,
    }),
  );
  const counts = {};
  for (const table of TABLES)
    counts[table] = Object.keys(JSON.parse(await CIF.searchAndOpenRecords(table, "?$top=2", true))).length;
  return {
    counts,
    context: JSON.parse(
      await CIF.searchAndOpenRecords(
        "msdyn_ocliveworkitemcontextitem",
        `?$filter=_msdyn_ocliveworkitemid_value eq ${item.activityid}`,
        true,
      ),
    )["0"].msdyn_value,
  };
}

/** With what clients pass before the correlation id; `session` and `tab` are open, `spare` is a tab to close. */
function calls({ CONTACT, OTHER, session, tab, spare }) {
  return [
    ["setClickToAct", true],
    ["getClickToAct"],
    ["searchAndOpenRecords", "contact", "?$select=fullname&$top=1", true],
    ["setMode", 1],
    ["getMode"],
    ["createRecord", "contact", JSON.stringify({ lastname: "Correlated" })],
    ["retrieveRecord", "contact", CONTACT, "?$select=fullname"],
    ["updateRecord", "contact", CONTACT, JSON.stringify({ jobtitle: "Admiral" })],
    ["deleteRecord", "contact", OTHER],
    ["getEnvironment"],
    ["getEntityMetadata", "contact", ["fullname"]],
    ["canCreateSession"],
    ["getFocusedSession"],
    ["getSession", session],
    ["getAllSessions"],
    ["requestFocusSession", session, 0],
    ["setSessionTitle", { sessionId: session, customer: "Ada" }],
    ["notifyKpiBreach", session, true, "late"],
    ["notifyNewActivity", session, 1],
    ["updateContext", { line: 2 }, session, false],
    ["createTab", { templateName: "conf_site", templateParameters: { searchQ: "a" } }],
    ["getTabs", undefined, undefined],
    ["getTabs", "conf_site"],
    ["getFocusedTab"],
    ["setTabTitle", tab, { title: "Renamed" }],
    ["refreshTab", tab],
    ["focusTab", tab],
    ["closeTab", spare],
    ["setWidth", 340],
    ["getWidth"],
    ["setPresence", "Busy"],
    ["getPresence"],
    ["renderSearchPage", "contact", "Hopper"],
    ["raiseEvent", "conf_correlated", "{}"],
    ["createSession", { templateName: "conf_call", templateParameters: { customer: "Grace" } }],
  ];
}

export async function everyMethodTakesACorrelationIdLast({ CIF, open, CONTACT, OTHER, CORRELATION }) {
  const session = await open("Ada");
  const tab = await CIF.createTab({ templateName: "conf_site", templateParameters: { searchQ: "ink" } });
  const spare = await CIF.createTab({ templateName: "conf_site", templateParameters: { searchQ: "toner" } });
  await CIF.addHandler("conf_correlated", () => Promise.resolve());
  const names = [];
  for (const [name, ...given] of calls({ CONTACT, OTHER, session, tab, spare })) {
    await CIF[name](...given, CORRELATION);
    names.push(name);
  }
  return names;
}
