export async function round(customer) {
  const CIF = Microsoft.CIFramework;
  window.heard = [];
  await CIF.addHandler("onSessionSwitched", async (text) => window.heard.push(text));
  const session = await CIF.createSession({ templateName: "msdyn_chat_session", templateParameters: { customer } });
  const refused = await CIF.createSession({ templateName: "msdyn_chat_sesion" }).catch((error) => error.message);
  const found = JSON.parse(await CIF.searchAndOpenRecords("contact", "?$select=fullname&$top=2", true));
  return { session, refused, rows: Object.keys(found).length };
}
