const answer = Microsoft.CIFramework.notifyEvent({
  templateName: "msdyn_chat_incoming_authenticated",
  templateParameters: { customer: "Contoso" },
});
console.log("Press a button of the notification.");
answer.then(
  (response) => console.log("answered:", response),
  (error) => console.log("refused:", error.message),
);
