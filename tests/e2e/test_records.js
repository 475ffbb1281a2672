export async function scriptsUseXrmOnTheSameRecords(id) {
  const made = await Xrm.WebApi.createRecord("task", {
    subject: "By script",
    "regardingobjectid_incident_task@odata.bind": `/incidents(${id})`,
  });
  const { entities } = await Xrm.WebApi.retrieveMultipleRecords("task", "?$filter=subject eq 'By script'");
  const context = Xrm.Utility.getGlobalContext();
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
  ];
}
