export async function caseSessionOpensFocusedOnItsRecord({ Apm, openCase, events }) {
  const switches = events("ON_SESSION_SWITCH");
  const promise = openCase();
  const isPromise = Object.prototype.toString.call(promise) === "[object Promise]";
  const id = await promise;
  const context = await Apm.getFocusedSession().getContext();
  return {
    isPromise,
    id,
    focused: Apm.getFocusedSession().sessionId,
    title: Apm.getFocusedSession().title,
    page: context.getTabContext(Apm.getFocusedSession().getFocusedTab().tabId),
    heard: await switches.settled(),
  };
}

export async function focusAndCloseMoveTheFocusAndTell({ Apm, openPlain, events }) {
  const [a, b, c] = [await openPlain(), await openPlain(), await openPlain()];
  const switches = events("ON_SESSION_SWITCH");
  const closes = events("ON_SESSION_CLOSED");
  await Apm.getSession(b).focus();
  await Apm.getSession(b).close();
  const after = Apm.getFocusedSession().sessionId;
  await Apm.getSession(c).close();
  await Apm.getSession(a).close();
  return {
    after,
    last: Apm.getFocusedSession().sessionId,
    switches: await switches.settled(),
    closes: await closes.settled(),
  };
}

export async function objectsOutliveTheirSession({ Apm, openPlain, refused }) {
  const session = Apm.getSession(await openPlain({ extn_who: "L" }));
  const tab = session.getFocusedTab();
  session.title = "Last words";
  await session.close();
  const failure = await refused(() => session.focus());
  return {
    title: session.title,
    id: session.sessionId,
    tab: tab.tabId,
    canCreateTab: session.canCreateTab(),
    tabs: session.getAllTabs(),
    failure: failure.message,
  };
}

export async function mapsOfAnotherRealmAndMapLikes({ Apm }) {
  const frame = document.createElement("iframe");
  document.body.append(frame);
  const foreign = new frame.contentWindow.Map([["extn_who", "foreign"]]);
  const first = await Apm.createSession({ templateName: "conf_plain", sessionContext: foreign });
  frame.remove();
  const like = { get: () => {}, forEach: (each) => each("like", "extn_who") };
  const second = await Apm.createSession({ templateName: "conf_plain", sessionContext: like });
  return [Apm.getSession(first).title, Apm.getSession(second).title];
}
