// Every method of Microsoft.CIFramework, as it is meant to be called and as it is not.

const CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed";
const CORRELATION = crypto.randomUUID();

async function sessions(): Promise<void> {
  const id: string = await Microsoft.CIFramework.createSession({
    templateName: "msdyn_chat_session",
    templateParameters: { customer: "Contoso", own_tab: { entityName: "contact" } },
    context: { phone: "555" },
    customer: "a slug's value beside templateParameters",
  });
  await Microsoft.CIFramework.createSession(JSON.stringify({ templateName: "msdyn_chat_session" }), CORRELATION);
  const may: boolean = await Microsoft.CIFramework.canCreateSession();
  const session = await Microsoft.CIFramework.getSession(id);
  const conversation: string | null = session.get("conversationId");
  const focused: boolean = session.isFocused && session.get("isFocused");
  const focusedId: string | null = await Microsoft.CIFramework.getFocusedSession();
  const ids: string[] = await Microsoft.CIFramework.getAllSessions(CORRELATION);
  await Microsoft.CIFramework.requestFocusSession(id, 3);
  await Microsoft.CIFramework.setSessionTitle({ sessionId: id, customer: "Fabrikam" });
  await Microsoft.CIFramework.notifyKpiBreach(id, true, "late");
  await Microsoft.CIFramework.notifyKPIBreach(id);
  await Microsoft.CIFramework.notifyNewActivity(id, "2");
  const context = await Microsoft.CIFramework.updateContext({ customer: "Fabrikam" }, id);
  await Microsoft.CIFramework.updateContext(["customer"], id, true);
  const { id: row } = JSON.parse(await Microsoft.CIFramework.updateConversation(CASE, { subject: "Call" }));
  console.log(may, conversation, focused, focusedId, ids, context, row.toUpperCase());

  // @ts-expect-error a text, or nothing
  await Microsoft.CIFramework.createSession({ templateName: 5 });
  // @ts-expect-error the input is missing
  await Microsoft.CIFramework.createSession();
  // @ts-expect-error it is no object, but a Map of a session's details
  session.get("customer").length;
  // @ts-expect-error nobody may be focused
  focusedId.length;
  // @ts-expect-error a count is needed
  await Microsoft.CIFramework.notifyNewActivity(id);
  // @ts-expect-error true or false, not a word
  await Microsoft.CIFramework.notifyKpiBreach(id, "true");
  // @ts-expect-error a promise is no truth value
  const certain: boolean = Microsoft.CIFramework.canCreateSession();
  // @ts-expect-error there is no such method
  await Microsoft.CIFramework.closeSession(id);
  console.log(certain);
}

async function tabs(): Promise<void> {
  const id: string = await Microsoft.CIFramework.createTab({ templateName: "msdyn_entityrecord", isFocused: false });
  const found: string[] = await Microsoft.CIFramework.getTabs("msdyn_entityrecord", "tag");
  await Microsoft.CIFramework.focusTab(found);
  await Microsoft.CIFramework.focusTab(id);
  const focused: string | null = await Microsoft.CIFramework.getFocusedTab();
  await Microsoft.CIFramework.refreshTab(id);
  const caption: string = await Microsoft.CIFramework.setTabTitle(id, { title: "Own" });
  const closed: boolean = await Microsoft.CIFramework.closeTab(id);
  console.log(focused, caption, closed);

  // @ts-expect-error the title is missing
  await Microsoft.CIFramework.setTabTitle(id, {});
  // @ts-expect-error one id, or an array of them
  await Microsoft.CIFramework.focusTab(5);
  // @ts-expect-error there is nothing to use
  (await Microsoft.CIFramework.refreshTab(id)).length;
}

async function panelAndPresence(): Promise<void> {
  const mode: number = await Microsoft.CIFramework.setMode(1);
  const width: number = await Microsoft.CIFramework.setWidth(400);
  console.log(mode === (await Microsoft.CIFramework.getMode()), width - (await Microsoft.CIFramework.getWidth()));
  const known: boolean = await Microsoft.CIFramework.setPresence("Available");
  const presence: string = await Microsoft.CIFramework.getPresence();
  await Microsoft.CIFramework.setClickToAct(true);
  const on: boolean = await Microsoft.CIFramework.getClickToAct();
  const environment = JSON.parse(await Microsoft.CIFramework.getEnvironment());
  const table: string | null | undefined = environment.etn;
  const text: string = await Microsoft.CIFramework.getEnvironment();
  console.log(known, presence, on, environment.orgLcid.toFixed(), table, text.length);

  // @ts-expect-error a number, not a word
  await Microsoft.CIFramework.setMode("docked");
  // @ts-expect-error a width is needed
  await Microsoft.CIFramework.setWidth();
  // @ts-expect-error JSON text is no object
  (await Microsoft.CIFramework.getEnvironment()).orgId;
  // @ts-expect-error it has no such property
  environment.organisation;
}

async function records(): Promise<void> {
  const created = JSON.parse(await Microsoft.CIFramework.createRecord("contact", { lastname: "Ada" }));
  const contact = JSON.parse(await Microsoft.CIFramework.retrieveRecord("contact", created.id, "?$select=fullname"));
  await Microsoft.CIFramework.updateRecord("contact", created.id, JSON.stringify({ lastname: "Eve" }));
  const found = JSON.parse(
    await Microsoft.CIFramework.searchAndOpenRecords("contact", "?$search=Ada", true, CORRELATION, 0),
  );
  await Microsoft.CIFramework.renderSearchPage("contact", "Ada", null, 1);
  const metadata = JSON.parse(await Microsoft.CIFramework.getEntityMetadata("contact", ["fullname"]));
  const opened = JSON.parse(await Microsoft.CIFramework.openForm({ entityName: "contact", entityId: created.id }, { lastname: "Ada" }));
  const deleted: string = JSON.parse(await Microsoft.CIFramework.deleteRecord("contact", created.id)).id;
  console.log(contact.fullname, found["0"].fullname, metadata.EntitySetName, opened.entityId?.length, deleted);

  // @ts-expect-error the columns are missing
  await Microsoft.CIFramework.createRecord("contact");
  // @ts-expect-error 0 or 1
  await Microsoft.CIFramework.renderSearchPage("contact", "Ada", null, 2);
  // @ts-expect-error an array of names
  await Microsoft.CIFramework.getEntityMetadata("contact", "fullname");
  // @ts-expect-error the table is missing
  await Microsoft.CIFramework.openForm({ entityId: CASE });
  // @ts-expect-error a create form has no id
  opened.entityId.length;
}

async function notifications(): Promise<void> {
  const answer = JSON.parse(
    await Microsoft.CIFramework.notifyEvent({
      templateName: "msdyn_chat_incoming_auth",
      templateParameters: { customer: "Ada" },
      cancellationToken: "own",
    }),
  );
  const action: string = answer.value.actionName;
  const token: string = await Microsoft.CIFramework.cancelEvent("own");
  await Microsoft.CIFramework.cancelEvent({ cancellationToken: "own" });
  const message: string = await Microsoft.CIFramework.showGlobalNotification({ message: "Late", level: 3, type: 2 });
  await Microsoft.CIFramework.clearGlobalNotification(message);
  console.log(action, token, answer.responseReason);

  // @ts-expect-error the template's name is missing
  await Microsoft.CIFramework.notifyEvent({ templateParameters: { customer: "Ada" } });
  // @ts-expect-error nothing to cancel
  await Microsoft.CIFramework.cancelEvent();
  // @ts-expect-error it has no such property
  answer.reason;
  // @ts-expect-error the text is missing
  await Microsoft.CIFramework.showGlobalNotification({ level: 3 });
}

async function analytics(): Promise<void> {
  const events = [{ kpiEventName: "CallStarted", additionalData: "own" }];
  const { ids } = JSON.parse(await Microsoft.CIFramework.logAnalyticsEvent({ conversationId: CASE, events }, "CallStarted"));
  await Microsoft.CIFramework.initLogAnalytics({ conversation: { conversationId: CASE } });
  console.log(ids[0].length);

  // @ts-expect-error the event's name is missing
  await Microsoft.CIFramework.logAnalyticsEvent({ events });
  // @ts-expect-error an event has a name
  await Microsoft.CIFramework.logAnalyticsEvent({ events: [{ additionalData: "own" }] }, "CallStarted");
  // @ts-expect-error there is no such property
  await Microsoft.CIFramework.logAnalyticsEvent({ events, session: "own" }, "CallStarted");
}

async function eventsAndHandlers(): Promise<void> {
  await Microsoft.CIFramework.addHandler("onclicktoact", async (payload) => {
    const click = JSON.parse(payload);
    console.log(click.value.length, click.entityLogicalName, payload.length);
    // @ts-expect-error it has no such property
    console.log(click.phone);
  });
  await Microsoft.CIFramework.addHandler("onSessionSwitched", async (payload) => {
    const { sessionId, focused, context } = JSON.parse(payload);
    console.log(sessionId.length, focused === true, context.customer);
  });
  await Microsoft.CIFramework.addHandler("onmodechanged", async (payload) => JSON.parse(payload).value.toFixed());
  await Microsoft.CIFramework.addHandler("onsizechanged", async (payload) => JSON.parse(payload).value.toFixed());
  await Microsoft.CIFramework.addHandler("onpagenavigate", async (payload) => new URL(JSON.parse(payload).value));
  await Microsoft.CIFramework.addHandler("onsendkbarticle", async (payload) => JSON.parse(payload).link.length);
  await Microsoft.CIFramework.addHandler("onSessionClosed", async (payload) => JSON.parse(payload).context.templateParameters);
  // In any letter case.
  await Microsoft.CIFramework.addHandler("ONPRESENCECHANGE", async (payload) => {
    console.log(JSON.parse(payload).presenceInfo.presenceText.length);
    // @ts-expect-error a JSON text is no Map
    payload.get("value");
  });
  const own = async (payload: Microsoft.MapOf<Microsoft.CIFramework.CustomEvent>) => {
    console.log(payload.get("correlationId").length, payload.value);
    // @ts-expect-error it has no such property
    console.log(payload.correlation);
  };
  await Microsoft.CIFramework.addHandler("own_event", own);
  const removed: boolean = await Microsoft.CIFramework.removeHandler("own_event", own);
  const answered: boolean = await Microsoft.CIFramework.raiseEvent("own_event", { any: "value" });
  // A handler that takes its payload as a text.
  await Microsoft.CIFramework.addHandler("onclicktoact", (payload: string) => Promise.resolve(payload));
  console.log(removed, answered);

  // @ts-expect-error a handler is a function
  await Microsoft.CIFramework.addHandler("onclicktoact", "handler");
  // @ts-expect-error a handler is needed
  await Microsoft.CIFramework.addHandler("onclicktoact");
  // @ts-expect-error the payload is a text
  await Microsoft.CIFramework.addHandler("onmodechanged", async (payload: number) => payload);
  // @ts-expect-error an event's name is a text
  await Microsoft.CIFramework.raiseEvent(5);
}

async function refusals(): Promise<void> {
  try {
    await Microsoft.CIFramework.getSession("nobody");
  } catch (thrown) {
    const refusal = thrown as Microsoft.CIFramework.Refusal;
    const codes = {} as Microsoft.ErrorCodes;
    console.log(refusal.errorCode === codes.UNKNOWN_ID, refusal.errorMsg, refusal.value.message, refusal.message);
    if (refusal instanceof Map) console.log(refusal.get("message"), [...refusal.keys()]);
    if (refusal instanceof Error) console.log(refusal.stack);
    // @ts-expect-error it has no such property
    console.log(refusal.code);
    // @ts-expect-error in a provider's page it is no Error
    console.log(refusal.stack);
  }
}

void [sessions, tabs, panelAndPresence, records, notifications, analytics, eventsAndHandlers, refusals];
