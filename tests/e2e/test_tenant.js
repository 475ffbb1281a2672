export async function exportedSessionOpensAsItDoesInTheTenant(templateParameters) {
  const id = await Microsoft.CIFramework.createSession({ templateName: "hrb_call_session", templateParameters });
  const session = Microsoft.Apm.getSession(id);
  const context = await session.getContext();
  return {
    title: session.title,
    tabs: session.getAllTabs().map((tab) => [session.getTab(tab).title, context.getTabContext(tab)]),
  };
}
