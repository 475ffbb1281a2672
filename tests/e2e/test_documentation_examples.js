/** The documentation's example; its outcome is told by a promise. */
export function createSessionAsDocumented(templateName, customer) {
  return new Promise((resolve) => {
    var input = {
      templateName: templateName,
      // unique name of the configured template
      templateParameters: {
        customer: customer,
      },
      // Global and application tab template parameters, these values will override configured values
    };
    Microsoft.CIFramework.createSession(input).then(
      function success(sessionId) {
        console.log(sessionId);
        resolve(["success", sessionId]);
      },
      (error) => {
        console.log(error.message);
        resolve(["error", error.message]);
      },
    );
  });
}
