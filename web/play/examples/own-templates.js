const session = await Microsoft.CIFramework.createSession({
  templateName: "own_call",
  templateParameters: { customer: "Ada", customerRecordId: "7d1c0a54-6f0e-4c2a-9d55-3b1f6a0c2e11" },
});
console.log("The session's title comes from its template:", session);
