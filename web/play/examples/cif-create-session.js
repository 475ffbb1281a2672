Microsoft.CIFramework.createSession({
  templateName: "msdyn_chat_session",
  templateParameters: { customer: "Contoso" },
}).then(
  (sessionId) => console.log("created", sessionId),
  (error) => console.log(error.message),
);
