export async function pictureOfThreeSessions(id) {
  await Microsoft.CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: "Contoso" },
  });
  await Microsoft.CIFramework.createSession({
    templateName: "msdyn_voicecall_session",
    templateParameters: { customer: "Ada Lovelace" },
  });
  const x = new Map();
  x.set(
    "parametersStr",
    JSON.stringify([
      ["entityName", "incident"],
      ["entityId", id],
    ]),
  );
  await Microsoft.Apm.createSession({ templateName: "case_entity_session_default_template", sessionContext: x });
  Microsoft.Apm.getSession("session-id-1").requestFocus();
}
