/** Opens a session for each presence that the agent chooses. */
export function client(templateName) {
  addEventListener("CIFInitDone", async () => {
    const CIF = Microsoft.CIFramework;
    await CIF.addHandler("onPresenceChange", async (text) => {
      const customer = JSON.parse(text).presenceInfo.presenceText;
      await CIF.createSession({ templateName, templateParameters: { customer } });
    });
    window.listens = true;
  });
}
