// Every method of Microsoft.Apm and of its objects, as it is meant to be called and as it is not.

async function apm(): Promise<void> {
  const sessionContext = new Map<string, unknown>([["parametersStr", '[["entityName", "incident"]]']]);
  const created = Microsoft.Apm.createSession({ templateName: "own_case", sessionContext, isFocused: false });
  const id: string = await created;
  const alsoId: Microsoft.Id = created;
  await Microsoft.Apm.createSession({ templateName: "own_case", sessionContext: { own: 5 } });
  const may: boolean = Microsoft.Apm.canCreateSession();
  // The promise itself stands for its text.
  const session = Microsoft.Apm.getSession(created) ?? Microsoft.Apm.getFocusedSession();
  const ids: string[] = Microsoft.Apm.getAllSessions();
  const tabId = Microsoft.Apm.createTab({ templateName: "msdyn_entityrecord", appContext: new Map([["entityName", "contact"]]) });
  await Microsoft.Apm.focusTab(tabId);
  await Microsoft.Apm.refreshTab(await tabId);
  await Microsoft.Apm.closeTab(`${tabId}`);
  const topic: string | undefined = Microsoft.Apm.getEventPublisherTopic("ON_TAB_SWITCH");
  console.log(id, alsoId, may, ids, topic, window.Microsoft.Apm.getAllSessions());
  window.top?.Microsoft.Apm.canCreateSession();

  // @ts-expect-error the template's name is missing
  await Microsoft.Apm.createSession({ isFocused: true });
  // @ts-expect-error no argument at all
  await Microsoft.Apm.createSession();
  // @ts-expect-error misspelt
  await Microsoft.Apm.createSession({ templateName: "own_case", sesionContext: sessionContext });
  // @ts-expect-error a number in place of a text
  await Microsoft.Apm.createTab({ templateName: 5 });
  // @ts-expect-error a truth value is no context
  await Microsoft.Apm.createSession({ templateName: "own_case", sessionContext: true });
  // @ts-expect-error the session may be none
  Microsoft.Apm.getSession(id).focus();
  // @ts-expect-error it gives no promise of a number
  const wrong: number = await Microsoft.Apm.createTab({ templateName: "own" });
  // @ts-expect-error there is no such method
  Microsoft.Apm.createSesion({ templateName: "own_case" });
  // @ts-expect-error an id is a text
  await Microsoft.Apm.closeTab(5);
  console.log(wrong);
  await objects(session);
}

async function objects(session: Microsoft.Apm.Session): Promise<void> {
  const id: string = session.sessionId;
  const home: boolean = session.isDefault;
  session.canClose = !session.canClose;
  session.title = `${session.title} (urgent)`;
  await session.focus();
  await session.requestFocus();
  await session.close();
  const may: boolean = session.canCreateTab();
  const tab: Microsoft.Apm.Tab = session.getFocusedTab();
  const tabs: string[] = session.getAllTabs();
  const maybe: Microsoft.Apm.Tab | null = session.getTab(tabs[0]);
  const context: Microsoft.Apm.Context = await session.getContext();
  await session.updateContext({ customer: "Contoso", gone: null });
  const text: string = await session.resolveSlug("{customer}");
  const tabId: string = await session.createTab({ templateName: "msdyn_entityrecord" });
  const found: string[] = await session.getAllTabsForTemplate("msdyn_entityrecord");
  console.log(id, home, may, tab.tabId, maybe?.title, text, tabId, found);

  tab.canClose = !tab.canClose;
  tab.title = tab.title.toUpperCase();
  await tab.focus();
  await tab.refresh();
  await tab.close();

  const customer: unknown = context.get("customer");
  await context.set("customer", "Contoso");
  const was: boolean = context.delete("customer");
  const input: Record<string, unknown> | undefined = context.getTabContext(tab.tabId);
  console.log(customer, was, input, context.parameters.customer);

  // @ts-expect-error an id cannot be assigned
  session.sessionId = "session-id-5";
  // @ts-expect-error nor can that of a tab
  tab.tabId = "tab-id-5";
  // @ts-expect-error a title is a text
  session.title = 5;
  // @ts-expect-error what is closed gives nothing
  const nothing: string = await tab.close();
  // @ts-expect-error a context may hold anything
  const certain: string = context.get("customer");
  // @ts-expect-error a slug text is needed
  await session.resolveSlug();
  // @ts-expect-error there is no such method
  tab.open();
  console.log(nothing, certain);
}

function broadcasts(): void {
  const topic = Microsoft.Apm.getEventPublisherTopic("ON_SESSION_SWITCH");
  if (topic === undefined) return;
  new BroadcastChannel(topic).onmessage = ({ data }: MessageEvent<Microsoft.Apm.BroadcastEvents["ON_SESSION_SWITCH"]>) => {
    console.log(data.previousSessionId, data.newSessionId);
    // @ts-expect-error it has no such property
    console.log(data.tabId);
  };
}

void [apm, broadcasts];
