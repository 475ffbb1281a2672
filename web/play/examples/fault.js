for (let attempt = 1; attempt <= 3; attempt++) {
  try {
    await Microsoft.CIFramework.createSession({
      templateName: "msdyn_chat_session",
      templateParameters: { customer: `attempt ${attempt}` },
    });
    console.log(attempt, "worked");
  } catch (error) {
    console.log(attempt, "failed:", error.message);
  }
}
