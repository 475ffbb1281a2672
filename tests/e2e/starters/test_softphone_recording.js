/** Calls of all kinds, and what the recorder has noted of them. */
export async function calls() {
  const id = await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
  Microsoft.Apm.getSession(id);
  await Microsoft.CIFramework.createSession().catch(() => {});
  return JSON.parse(window.cifRecorder.text()).steps;
}
