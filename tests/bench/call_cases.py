"""With which arguments each method is measured; a unit test sees that none of the contracts' is forgotten.

In the scripts, ``n`` counts the calls that are timed together, ``together`` is how many, ``made`` has what they gave.
``own`` and ``other`` are the caller's sessions, ``own`` in front with its anchor tab and one more, ``tabId``; ``person``
is a contact; ``session``, ``tab`` and ``context`` the live objects of a script on the page.
"""

from __future__ import annotations

from attrs import frozen

CHAT = '{ templateName: "msdyn_chat_session", templateParameters: { customer: "Contoso" } }'
TAB = '{ templateName: "msdyn_search" }'
RING = '{ templateName: "msdyn_chat_incoming_authenticated", templateParameters: { customer: "Contoso" } }'
EVENTS = '{ conversationId, providerSessionId: "p-1", clientSessionId: own, events: [{ kpiEventName: "Started" }] }'
LEGACY = (
    '{ conversation: { conversationId: "c-1", channel: "voice", session: { providerSessionId: "p-1" } } }'
)
MESSAGE = "{ type: 2, level: 3, message: `Line ${n} is bad` }"
PAIR = "[own, other][n % 2]"
TABS = "[tabId, anchorId][n % 2]"
QUERY = "\"?$select=fullname&$filter=contains(fullname,'a')&$top=1\""

CLOSE_SESSIONS = "await closeSessions(made);"
CLOSE_TABS = "await closeTabs();"
OPEN_TABS = f"for (let n = 0; n < together; n++) ids.push(await CIF.createTab({TAB}));"
CREATE_RECORDS = """
  for (let n = 0; n < together; n++) ids.push(JSON.parse(await CIF.createRecord("contact", '{"lastname":"Bench"}')).id);
"""


@frozen(kw_only=True)
class Case:
    """How a method is called: ``args`` as in the parentheses, or the whole ``call``.

    ``before`` fills ``ids`` and ``after`` tidies up, around calls that are timed together. ``lists_all`` says
    that the answer names every session.
    """

    args: str = ""
    call: str = ""
    before: str = ""
    after: str = ""
    lists_all: bool = False


CASES: dict[str, Case] = {
    "Apm.createSession": Case(args="documented", after=CLOSE_SESSIONS),
    "Apm.canCreateSession": Case(),
    "Apm.getSession": Case(args="own"),
    "Apm.getFocusedSession": Case(),
    "Apm.getAllSessions": Case(lists_all=True),
    "Apm.createTab": Case(args=TAB, after=CLOSE_TABS),
    "Apm.closeTab": Case(args="ids[n]", before=OPEN_TABS),
    "Apm.focusTab": Case(args=TABS),
    "Apm.refreshTab": Case(args="tabId"),
    "Apm.getEventPublisherTopic": Case(args='"ON_SESSION_SWITCH"'),
    "CIFramework.logAnalyticsEvent": Case(args=f'{EVENTS}, "SessionStarted"'),
    "CIFramework.initLogAnalytics": Case(args=LEGACY),
    "CIFramework.setClickToAct": Case(args="true"),
    "CIFramework.getClickToAct": Case(),
    "CIFramework.updateContext": Case(args="{ step: n }, own"),
    "CIFramework.updateConversation": Case(args="conversationId, { subject: `Call ${n}` }"),
    "CIFramework.getEnvironment": Case(),
    "CIFramework.addHandler": Case(
        args='"bench", handler',
        after='for (let n = 0; n < together; n++) await CIF.removeHandler("bench", handler);',
    ),
    "CIFramework.removeHandler": Case(
        args='"bench", handler',
        before='for (let n = 0; n < together; n++) await CIF.addHandler("bench", handler);',
    ),
    "CIFramework.raiseEvent": Case(
        args='"bench_heard", "{}"',
        before='await CIF.addHandler("bench_heard", handler);',
        after='await CIF.removeHandler("bench_heard", handler);',
    ),
    "CIFramework.openForm": Case(args='{ entityName: "contact", entityId: person }', after=CLOSE_TABS),
    "CIFramework.showGlobalNotification": Case(
        args=MESSAGE, after="for (const id of made) await CIF.clearGlobalNotification(id);"
    ),
    "CIFramework.clearGlobalNotification": Case(
        args="ids[n]",
        before=f"for (let n = 0; n < together; n++) ids.push(await CIF.showGlobalNotification({MESSAGE}));",
    ),
    "CIFramework.notifyKpiBreach": Case(args='own, false, "late"'),
    "CIFramework.notifyKPIBreach": Case(args='own, false, "late"'),
    "CIFramework.notifyNewActivity": Case(args="own, 1"),
    # It is answered when somebody answers the notification, so both calls are timed.
    "CIFramework.notifyEvent": Case(
        args=f'{RING}, "", `bench-${{n}}`',
        call=f'(CIF.notifyEvent({RING}, "", `bench-${{n}}`), CIF.cancelEvent(`bench-${{n}}`))',
    ),
    "CIFramework.cancelEvent": Case(
        args="`bench-${n}`",
        before=f'for (let n = 0; n < together; n++) CIF.notifyEvent({RING}, "", `bench-${{n}}`);',
    ),
    "CIFramework.setMode": Case(args="n % 2"),
    "CIFramework.getMode": Case(),
    "CIFramework.setWidth": Case(args="400 + n % 2"),
    "CIFramework.getWidth": Case(),
    "CIFramework.setPresence": Case(args='["Busy", "Available"][n % 2]'),
    "CIFramework.getPresence": Case(),
    "CIFramework.createRecord": Case(
        args='"contact", \'{"lastname":"Bench"}\'',
        after='for (const text of made) await CIF.deleteRecord("contact", JSON.parse(text).id);',
    ),
    "CIFramework.retrieveRecord": Case(args='"contact", person, "?$select=fullname"'),
    "CIFramework.updateRecord": Case(args='"contact", person, `{"jobtitle":"Step ${n}"}`'),
    "CIFramework.deleteRecord": Case(args='"contact", ids[n]', before=CREATE_RECORDS),
    "CIFramework.searchAndOpenRecords": Case(args=f'"contact", {QUERY}, true'),
    "CIFramework.renderSearchPage": Case(args='"contact", "Ada"', after=CLOSE_TABS),
    "CIFramework.getEntityMetadata": Case(args='"contact", ["fullname"]'),
    "CIFramework.createSession": Case(args=CHAT, after=CLOSE_SESSIONS),
    "CIFramework.canCreateSession": Case(),
    "CIFramework.getSession": Case(args="own"),
    "CIFramework.getFocusedSession": Case(),
    "CIFramework.getAllSessions": Case(lists_all=True),
    "CIFramework.requestFocusSession": Case(args=PAIR),
    "CIFramework.setSessionTitle": Case(args="{ sessionId: own, customer: `Contoso ${n}` }"),
    "CIFramework.createTab": Case(args=TAB, after=CLOSE_TABS),
    "CIFramework.getTabs": Case(),
    "CIFramework.focusTab": Case(args=TABS),
    "CIFramework.getFocusedTab": Case(),
    "CIFramework.refreshTab": Case(args="tabId"),
    "CIFramework.setTabTitle": Case(args="tabId, { title: `Tab ${n}` }"),
    "CIFramework.closeTab": Case(args="ids[n]", before=OPEN_TABS),
    "Session.sessionId": Case(call="session.sessionId"),
    "Session.isDefault": Case(call="session.isDefault"),
    "Session.canClose": Case(call="session.canClose"),
    "Session.canClose=": Case(call="session.canClose = true"),
    "Session.title": Case(call="session.title"),
    "Session.title=": Case(call="session.title = `Contoso ${n}`"),
    "Session.close": Case(
        call="ids[n].close()",
        before=f"for (let n = 0; n < together; n++) ids.push(Apm.getSession(await CIF.createSession({CHAT})));",
    ),
    "Session.focus": Case(call="sessions[n % 2].focus()"),
    "Session.requestFocus": Case(call="sessions[n % 2].requestFocus()"),
    "Session.canCreateTab": Case(call="session.canCreateTab()"),
    "Session.getFocusedTab": Case(call="session.getFocusedTab()"),
    "Session.getAllTabs": Case(call="session.getAllTabs()"),
    "Session.getTab": Case(args="tabId", call="session.getTab(tabId)"),
    "Session.getContext": Case(call="session.getContext()"),
    "Session.updateContext": Case(
        args='new Map([["step", n]])', call='session.updateContext(new Map([["step", n]]))'
    ),
    "Session.resolveSlug": Case(args='"{customer}"', call='session.resolveSlug("{customer}")'),
    "Session.createTab": Case(args=TAB, call=f"session.createTab({TAB})", after=CLOSE_TABS),
    "Session.getAllTabsForTemplate": Case(
        args='"msdyn_search"', call='session.getAllTabsForTemplate("msdyn_search")'
    ),
    "Tab.tabId": Case(call="tab.tabId"),
    "Tab.canClose": Case(call="tab.canClose"),
    "Tab.canClose=": Case(call="tab.canClose = true"),
    "Tab.title": Case(call="tab.title"),
    "Tab.title=": Case(call="tab.title = `Tab ${n}`"),
    "Tab.close": Case(
        call="ids[n].close()", before=f"{OPEN_TABS} ids = ids.map((id) => session.getTab(id));"
    ),
    "Tab.focus": Case(call="tabs[n % 2].focus()"),
    "Tab.refresh": Case(call="tab.refresh()"),
    "Context.parameters": Case(call="context.parameters"),
    "Context.get": Case(args='"customer"', call='context.get("customer")'),
    "Context.set": Case(args='"step", n', call='context.set("step", n)'),
    "Context.delete": Case(args='"step"', call='context.delete("step")'),
    "Context.getTabContext": Case(args="tabId", call="context.getTabContext(tabId)"),
}
