// A template's name is misspelt: see the margin, and the inspector at the foot of the rail.
await Microsoft.CIFramework.createSession({
  templateName: "msdyn_chat_sesion",
  templateParameters: { customer: "Contoso" },
});
