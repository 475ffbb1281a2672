/** A person's flow: a conversation comes in, its session is in front, and one more would fit. */
export async function flow(number) {
  const CIF = Microsoft.CIFramework;
  const templateParameters = { customer: `Customer ${number}` };
  const id = await CIF.createSession({ templateName: "msdyn_chat_session", templateParameters });
  return { isFocused: (await CIF.getFocusedSession()) === id, canCreate: await CIF.canCreateSession() };
}
