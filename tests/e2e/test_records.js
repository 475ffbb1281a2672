export async function scriptsUseXrmOnTheSameRecords(id) {
  const made = await Xrm.WebApi.createRecord("task", {
    subject: "By script",
    "regardingobjectid_incident_task@odata.bind": `/incidents(${id})`,
  });
  const { entities } = await Xrm.WebApi.retrieveMultipleRecords("task", "?$filter=subject eq 'By script'");
  const context = Xrm.Utility.getGlobalContext();
  const { roles } = context.userSettings;
  const failed = await Xrm.WebApi.retrieveRecord("task", id).catch((error) => error);
  await Xrm.Navigation.openForm({ entityName: made.entityType, entityId: made.id });
  return [
    entities[0].activityid === made.id,
    context.userSettings.userName,
    context.client.getClient(),
    context.getClientUrl() === location.origin,
    failed instanceof Error,
    failed.errorCode,
    Xrm.WebApi.createRecord.name,
    JSON.stringify(Object.keys(context.organizationSettings)),
    JSON.stringify([roles.getLength(), roles.get("Agent"), roles.get(0), roles.get(), Object.keys(roles)]),
  ];
}

/** What form scripts of a conversation ask first: which ones of mine are in wrap-up? Their ids, and the one made. */
export async function conversations() {
  const me = Xrm.Utility.getGlobalContext().userSettings.userId.replace(/[{}]/g, "").toLowerCase();
  const { id } = await Xrm.WebApi.createRecord("msdyn_ocliveworkitem", {
    subject: "Ada",
    statuscode: 5,
    "msdyn_activeagentid@odata.bind": `/systemusers(${me})`,
  });
  const { entities } = await Xrm.WebApi.retrieveMultipleRecords(
    "msdyn_ocliveworkitem",
    `?$select=msdyn_ocliveworkitemid&$filter=statuscode eq 5 and _msdyn_activeagentid_value eq ${me}`,
  );
  return [entities.map((row) => row.msdyn_ocliveworkitemid), id];
}

/** A phone call to a contact and to a number that is nobody's; another contact is there, too. */
export async function phoneCall() {
  const contact = (firstname) => Xrm.WebApi.createRecord("contact", { firstname, lastname: "Partaker" });
  const [ada] = await Promise.all([contact("Ada"), contact("Grace")]);
  const me = Xrm.Utility.getGlobalContext().userSettings.userId;
  const { id } = await Xrm.WebApi.createRecord("phonecall", {
    subject: "Call back",
    phonecall_activity_parties: [
      { participationtypemask: 1, "partyid_systemuser@odata.bind": `/systemusers(${me.replace(/[{}]/g, "")})` },
      { participationtypemask: 2, "partyid_contact@odata.bind": `/contacts(${ada.id})` },
      { participationtypemask: 2, unresolvedpartyname: "+1 555 0199" },
    ],
  });
  return id;
}

export async function partiesOf(call) {
  const { entities } = await Xrm.WebApi.retrieveMultipleRecords(
    "activityparty",
    `?$filter=_activityid_value eq ${call}&$orderby=participationtypemask`,
  );
  const name = "_partyid_value@OData.Community.Display.V1.FormattedValue";
  return entities.map((row) => `${row.participationtypemask} ${row[name]}`);
}

/** Names that no public page describes, and the old name of the context. */
export async function namesThatRefuse() {
  const said = (call) => {
    try {
      return `no refusal: ${call()}`;
    } catch (thrown) {
      return thrown.message;
    }
  };
  Xrm.Internal.own = () => "replaced";
  return {
    internal: said(() => Xrm.Internal.isUci()),
    chat: said(() => Microsoft.Omnichannel.LiveChatWidget.startChat()),
    replaced: Xrm.Internal.own(),
    json: JSON.stringify(Xrm.Reporting),
    awaited: (await Xrm.UI) === Xrm.UI,
    unknown: typeof Xrm.Utility.madeUp,
    client: Xrm.Page.context.getClientUrl() === location.origin,
    user: Xrm.Page.context.getUserId() === Xrm.Utility.getGlobalContext().userSettings.userId,
    legacy: [
      Xrm.Page.context.getUserName(),
      Xrm.Page.context.getUserLcid(),
      Xrm.Page.context.getOrgUniqueName().length > 0,
    ],
    query: said(() => Xrm.Page.context.getQueryStringParameters()),
    panes: [Xrm.App.sidePanes.state, said(() => (Xrm.App.sidePanes.state = 1)), Xrm.App.sidePanes.state],
    controls: said(() => Xrm.Page.ui.controls.forEach(() => {})),
    handler: said(() => Xrm.Internal.addHandler(() => {})),
    process: typeof Xrm.Page.data.process,
  };
}
