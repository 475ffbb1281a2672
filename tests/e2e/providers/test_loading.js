export function aWebResourceInATabCallsAsThePageItself() {
  const frame = document.createElement("iframe");
  frame.src = "/webresources/acme_/panel_html";
  frame.id = "resource";
  document.body.append(frame);
}

export function begin() {
  window.told = {};
  const use = async () => {
    window.told.environment = JSON.parse(await Microsoft.CIFramework.getEnvironment());
    window.told.done = true;
  };
  window.parameter = (name) => new URLSearchParams(location.search).get(name);
  window.whenReady = () => addEventListener("CIFInitDone", use);
}
