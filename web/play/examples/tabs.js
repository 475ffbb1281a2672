await Microsoft.CIFramework.createSession({
  templateName: "msdyn_chat_session",
  templateParameters: { customer: "Contoso" },
});
const tab = await Microsoft.CIFramework.createTab({ templateName: "msdyn_ContactList" });
console.log("opened", tab);
console.log("selected:", await Microsoft.CIFramework.getFocusedTab());
await Microsoft.CIFramework.setTabTitle(tab, { customer: "Contoso" }).catch((error) => console.log(error.message));
