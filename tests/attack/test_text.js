/** Shows a payload wherever callers' and records' texts are shown, and gives what the page shows of it. */
export async function showEverywhere(payload) {
  const { Apm, CIFramework: CIF } = Microsoft;
  delete window.canary;
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const create = async (table, record) => JSON.parse(await CIF.createRecord(table, JSON.stringify(record))).id;
  const contact = await create("contact", {
    lastname: payload,
    jobtitle: payload,
    description: payload,
    fullname: payload,
  });
  const incident = await create("incident", {
    title: payload,
    description: payload,
    "customerid_contact@odata.bind": `/contacts(${contact})`,
  });
  await create("task", {
    subject: payload,
    description: payload,
    "regardingobjectid_incident@odata.bind": `/incidents(${incident})`,
  });
  await CIF.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: payload, [payload]: payload, customerName: payload },
  });
  const places = {};
  const look = async (name) => {
    await drawn();
    places[name] = document.documentElement.textContent.includes(payload.trim().slice(0, 40));
  };
  await look("session");
  Apm.getFocusedSession().title = payload;
  await CIF.setTabTitle((await CIF.getTabs())[0], { title: payload });
  await CIF.showGlobalNotification({
    type: 2,
    level: 1,
    message: payload,
    actionLabel: payload,
    actionLink: "javascript:top.canary=1",
  });
  void CIF.notifyEvent({
    templateName: "msdyn_chat_transfer",
    templateParameters: { customerName: payload, CustomerName: payload, subject: payload, ActorName: payload },
    eventType: 0,
  });
  await look("titles and messages");
  await CIF.openForm({ entityName: "incident", entityId: incident });
  await look("form");
  await CIF.renderSearchPage("contact", payload);
  await look("search");
  await CIF.createSession({ templateName: payload }).catch(() => {});
  await Apm.createSession({ templateName: payload }).catch(() => {});
  await look("refusals");
  const brought = document.querySelectorAll(
    "[onerror], [onload], [ontoggle], [src=x], [href^='javascript:' i], marquee",
  );
  return { places, markup: Array.from(brought, (element) => element.outerHTML) };
}

/** What it looks like if a payload is taken for markup: the test must be able to see that, where nothing stops the canary. */
export async function takeForMarkup([payload, stopped]) {
  delete window.canary;
  const place = document.createElement("div");
  place.innerHTML = payload;
  document.body.append(place);
  const found = document.querySelectorAll(
    "[onerror], [onload], [ontoggle], [src=x], [href^='javascript:' i], marquee",
  ).length;
  for (let tries = 0; !stopped && tries < 200 && window.canary === undefined; tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  place.remove();
  return { found, canary: window.canary };
}
