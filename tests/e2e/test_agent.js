export async function tabsOpenSwitchAndClose() {
  for (const title of ["First", "Second"]) {
    const id = await Microsoft.Apm.createTab({ templateName: "msdyn_ContactList" });
    Microsoft.Apm.getFocusedSession().getTab(id).title = title;
  }
}
