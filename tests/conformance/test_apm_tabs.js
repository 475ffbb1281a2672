export async function createTabOpensFocusedInTheFocusedSession({ Apm, map, openPlain, events, CASE }) {
  await openPlain();
  const switches = events("ON_TAB_SWITCH");
  const id = await Apm.createTab({
    templateName: "msdyn_entityrecord",
    appContext: map({ entityName: "incident", entityId: CASE }),
  });
  const session = Apm.getFocusedSession();
  return {
    id,
    focused: session.getFocusedTab().tabId,
    title: session.getTab(id).title,
    tabs: session.getAllTabs(),
    page: (await session.getContext()).getTabContext(id),
    heard: await switches.settled(),
  };
}

export async function focusTabAndTabFocus({ Apm, openPlain }) {
  await openPlain();
  const second = await Apm.createTab({ templateName: "conf_control" });
  await Apm.focusTab("tab-id-1");
  const first = Apm.getFocusedSession().getFocusedTab().tabId;
  await Apm.getFocusedSession().getTab(second).focus();
  return [first, Apm.getFocusedSession().getFocusedTab().tabId];
}

export async function tabTitleAndCanCloseAreLive({ Apm, openPlain }) {
  await openPlain();
  const tab = Apm.getFocusedSession().getTab(await Apm.createTab({ templateName: "conf_control" }));
  const first = [tab.title, tab.canClose];
  tab.title = "Own <i>title</i>";
  tab.canClose = false;
  return [first, tab.title, tab.canClose, Object.keys(tab)];
}

export async function tabValuesOverrideAndServeAsSlugsOfThisTabOnly({ Apm, map, openPlain }) {
  await openPlain({ searchQ: "session" });
  const page = async (appContext) => {
    const id = await Apm.createTab({ templateName: "conf_site", appContext: map(appContext) });
    return (await Apm.getFocusedSession().getContext()).getTabContext(id).url;
  };
  const urls = [await page({}), await page({ searchQ: "a b&c" }), await page({ url: "https://other.invalid/?x={y}" })];
  return [...urls, await Apm.getFocusedSession().resolveSlug("{searchQ}")];
}

export async function tabCloseObeysTheSameRules({ Apm, openPlain, refused }) {
  await openPlain();
  const session = Apm.getFocusedSession();
  const tab = session.getTab(await Apm.createTab({ templateName: "conf_control" }));
  await tab.close();
  await session.getFocusedTab().close();
  return [session.getAllTabs(), (await refused(() => tab.focus())).message.includes("has been closed"), tab.title];
}
