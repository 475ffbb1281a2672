// All that the softphone asks of the agent workspace around it, through the Channel Integration Framework (CIF).
//
// Three things to know about `Microsoft.CIFramework`:
//   * every method gives a Promise;
//   * many results are JSON *texts*, to be parsed; getSession gives a Map;
//   * nothing may be called before the event CIFInitDone has come.

/**
 * The workspace's address. The Channel URL hands it over as `?base=…`; in the product one writes the organisation's
 * address there, in the emulator `{workspace}`.
 */
const base = new URLSearchParams(location.search).get("base") ?? "";

/**
 * The organisations whose script this page runs. Anybody can write a link to this page with any address in it, so write
 * yours here, such as "https://contoso.crm.dynamics.com".
 */
const ORGANISATIONS = [];

/** This page's own host is trusted on all ports; while it is developed on this machine, so are all names of the machine. */
function isTrusted({ protocol, origin, hostname }) {
  const isLocal = (host) => /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host);
  if (ORGANISATIONS.includes(origin)) return true;
  if (!/^https?:$/.test(protocol)) return false;
  return hostname === location.hostname || (isLocal(hostname) && isLocal(location.hostname));
}

/** The address of the library: nothing of it but the folder is taken from the link. Throws if it is not trusted. */
function library() {
  if (!base) throw new Error("The address of this page needs ?base= with the address of the workspace.");
  const address = URL.canParse(base) ? new URL(base) : undefined;
  if (!address || !isTrusted(address)) {
    throw new Error(
      `?base=${base} is no workspace that this page trusts: add its origin to ORGANISATIONS in workspace.js.`,
    );
  }
  const folder = address.origin + address.pathname.replace(/\/+$/, "");
  return `${folder}/webresources/Widget/msdyn_ciLibrary.js`;
}

/** Resolves when the workspace can be called. */
export const ready = new Promise((resolve, reject) => {
  // Listen first: the event comes once.
  window.addEventListener("CIFInitDone", () => resolve(), { once: true });
  const script = document.createElement("script");
  // What this throws rejects.
  script.src = library();
  // The library finds the workspace by these two, also after this page has gone on to another address.
  script.dataset.crmurl = base;
  script.dataset.cifid = "CIFMainLibrary";
  script.onerror = () => reject(new Error(`${script.src} could not be loaded.`));
  document.head.append(script);
});

const cif = () => window.Microsoft.CIFramework;

/** Who works here, and in which organisation. */
export async function environment() {
  return JSON.parse(await cif().getEnvironment());
}

/**
 * Has a function called for an event. Handlers of the workspace's own events get a JSON text, and should return a
 * Promise: the product takes one that returns nothing for one that has not answered in time.
 */
export async function on(event, act) {
  await cif().addHandler(event, async (payload) => {
    await act(JSON.parse(payload));
  });
}

/** Shows the communication panel (mode 1), or makes it small (mode 0). */
export async function setPanel(isOpen) {
  await cif().setMode(isOpen ? 1 : 0);
}

/** Phone numbers on forms and lists become buttons. */
export async function allowClickToAct() {
  await cif().setClickToAct(true);
}

export async function presence() {
  return cif().getPresence();
}

/** False if the workspace knows no such presence. */
export async function setPresence(text) {
  return cif().setPresence(text);
}

// -- records -----------------------------------------------------------------------------------------------------

/** Rows of a table; the result is a JSON object with the keys "0", "1", … */
async function search(table, query) {
  // The third argument: only search, open nothing.
  return Object.values(JSON.parse(await cif().searchAndOpenRecords(table, query, true)));
}

/** Contacts with a phone number, to have somebody who may call. */
export async function someContacts() {
  return search("contact", "?$select=fullname,telephone1&$filter=telephone1 ne null&$orderby=fullname&$top=8");
}

/** The contact with a number, or undefined. */
export async function contactOf(number) {
  // In OData a quote inside a text is written twice.
  const text = number.replaceAll("'", "''");
  const filter = `telephone1 eq '${text}' or mobilephone eq '${text}'`;
  const [contact] = await search("contact", `?$select=fullname,contactid&$filter=${filter}&$top=1`);
  return contact;
}

/** Writes the call down as an activity of the contact's. Gives the new record's id. */
export async function savePhoneCall({ call, contact, notes, result, userId }) {
  const agent = { "partyid_systemuser@odata.bind": `/systemusers(${userId})` };
  const other = contact ? { "partyid_contact@odata.bind": `/contacts(${contact.contactid})` } : {};
  const [from, to] = call.direction === "in" ? [other, agent] : [agent, other];
  const parties = [
    { ...from, participationtypemask: 1 },
    { ...to, participationtypemask: 2 },
  ];
  const row = {
    subject: `${call.direction === "in" ? "Call from" : "Call to"} ${contact?.fullname ?? call.number}: ${result}`,
    description: notes,
    phonenumber: call.number,
    directioncode: call.direction === "out",
    actualdurationminutes: Math.ceil(call.seconds / 60),
    phonecall_activity_parties: parties.filter((party) => Object.keys(party).length > 1),
  };
  if (contact) row["regardingobjectid_contact@odata.bind"] = `/contacts(${contact.contactid})`;
  return JSON.parse(await cif().createRecord("phonecall", JSON.stringify(row))).id;
}

/** Shows a record's form. */
export async function openRecord(entityName, entityId) {
  await cif().openForm(JSON.stringify({ entityName, entityId }));
}

// -- calls -------------------------------------------------------------------------------------------------------

/**
 * Shows an incoming call as a notification and waits for the agent. A call that is declined or not answered in time
 * is no error: the promise resolves, and says so.
 */
export async function offer(call, contact) {
  const answer = await cif().notifyEvent({
    templateName: contact ? "msdyn_voicecall_incoming_authenticated" : "msdyn_voicecall_incoming_unauthenticated",
    templateParameters: { customerName: contact?.fullname ?? call.number, caseTitle: "–" },
    // By this the notification can be taken back, should the caller give up.
    cancellationToken: call.id,
  });
  return JSON.parse(answer).actionName === "Accept";
}

export async function withdraw(call) {
  await cif().cancelEvent(call.id);
}

/**
 * Opens a session for a call, with the contact's record on a tab in front. Gives the session's id, undefined if no
 * further session can be opened.
 */
export async function openSession(call, contact) {
  if (!(await cif().canCreateSession())) return undefined;
  const sessionId = await cif().createSession({
    templateName: "msdyn_voicecall_session",
    // Values for the slugs in the templates, such as the session's title.
    templateParameters: {
      customerName: contact?.fullname ?? call.number,
      customerEntityName: "contact",
      customerRecordId: contact?.contactid ?? "",
    },
    // Ours to have back, from getSession and with onSessionClosed.
    context: { callId: call.id, number: call.number },
  });
  if (contact) await openContact(contact);
  return sessionId;
}

/** Shows a contact on a tab of the session in front: a new session is, unless the agent was quick to go elsewhere. */
async function openContact({ contactid }) {
  const tab = {
    templateName: "msdyn_entityrecord",
    templateParameters: { entityName: "contact", entityId: contactid },
  };
  // The call goes on without it.
  await cif().createTab(tab).catch(console.warn);
}

/** Marks a session that is not in front, so that the agent sees which one wants attention. */
export async function askForAttention(sessionId) {
  await cif().requestFocusSession(sessionId);
}
