const ids = [];
for (const customer of ["Ada", "Grace", "Katherine"]) {
  ids.push(
    await Microsoft.CIFramework.createSession({
      templateName: "msdyn_chat_session",
      templateParameters: { customer },
    }),
  );
}
await Microsoft.CIFramework.requestFocusSession(ids[0]);
console.log("in front:", await Microsoft.CIFramework.getFocusedSession());
console.log("asks for attention:", ids[0]);
