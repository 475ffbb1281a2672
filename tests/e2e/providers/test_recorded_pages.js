/** Calls that are too long to be sent for a page that has gone, and goes at once. */
export function leave(url) {
  for (let count = 0; count < 5; count++) {
    const templateParameters = { customer: "x".repeat(30_000) };
    void Microsoft.Apm.createSession({ templateName: "msdyn_chat_session", templateParameters });
  }
  location.assign(`${url}?again`);
}
