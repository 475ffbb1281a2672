"""``ciframework.md`` 2.12, 2.13, 7: analytics as rows that can be read, and messages of the whole app."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from cif_emulator.testing.scripts import Scripts

from .conftest import Widget

scripts = Scripts(__file__)


def rows(widget: Widget, table: str, select: str, where: str = "") -> list[dict[str, Any]]:
    query = f"?$select={select}" + (f"&$filter={where}" if where else "")
    found: dict[str, dict[str, Any]] = widget.run(
        "return JSON.parse(await CIF.searchAndOpenRecords(TABLE, QUERY, true));", TABLE=table, QUERY=query
    )
    return [{key: value for key, value in row.items() if key in select.split(",")} for row in found.values()]


def test_events_are_rows(alpha: Widget) -> None:
    found = alpha.run_script(scripts("eventsAreRows"))
    assert found["isText"] == "string"
    columns = (
        "msdyn_kpieventname",
        "msdyn_kpieventreason",
        "msdyn_conversationid",
        "msdyn_providersessionid",
        "msdyn_clientsessionid",
        "msdyn_additionaldata",
        "msdyn_customattribute1",
    )
    written = rows(alpha, "msdyn_kpieventdata", ",".join(columns), "msdyn_providersessionid eq 'p-1'")
    assert {
        "msdyn_kpieventname": "conf_CallStarted",
        "msdyn_kpieventreason": "rang",
        "msdyn_conversationid": found["conversationId"],
        "msdyn_providersessionid": "p-1",
        "msdyn_clientsessionid": "session-id-1",
        "msdyn_additionaldata": "more",
        "msdyn_customattribute1": "one",
    } in written
    assert sorted(row["msdyn_kpieventname"] for row in written) == ["conf_CallStarted", "second"]


def test_the_platform_logs_its_own_events(alpha: Widget, beta: Widget) -> None:
    """Sessions and notifications of a provider with analytics; nothing of one without."""
    alpha.run("await open('Ada');")
    beta.run("await open('Grace');")
    alpha.begin("CIF.notifyEvent({ templateName: 'conf_taken', templateParameters: { number: 1 } })")
    alpha.begin("CIF.notifyEvent({ templateName: 'conf_ring', templateParameters: { number: 1 } })")
    alpha.workspace.page.get_by_role("alertdialog").get_by_role("button", name="Take it").click()
    alpha.answer()
    names = [
        (row["msdyn_providerid"], row["msdyn_kpieventname"])
        for row in rows(alpha, "msdyn_kpieventdata", "msdyn_kpieventname,msdyn_providerid")
    ]
    assert {provider for provider, _ in names} == {"conf_alpha"}
    assert len({name for _, name in names}) == 4


def test_conversation_is_a_row_of_the_session(alpha: Widget) -> None:
    found = alpha.run_script(scripts("conversation"))["conversationId"]
    assert rows(alpha, "msdyn_ocliveworkitem", "subject,activityid", f"activityid eq {found}") == [
        {"subject": "Call from Ada", "activityid": found}
    ]


def test_wrong_events_are_refused_and_write_nothing(alpha: Widget, beta: Widget) -> None:
    found = alpha.run_script(scripts("wrongEventsAreRefused"))
    assert 'there is no event definition "no_such_definition"' in found[0]
    assert "data.events is missing" in found[1]
    assert "an empty array" in found[2]
    assert "data.events[1].kpiEventName" in found[3]
    assert "2,001 characters" in found[4]
    assert "eventName is missing" in found[5]
    assert "data is missing" in found[6]
    assert "data is the number 5" in found[7]
    assert (
        rows(alpha, "msdyn_kpieventdata", "msdyn_providersessionid", "msdyn_providersessionid eq 'p-2'") == []
    )
    refusal = beta.run(
        "return refused(() => CIF.logAnalyticsEvent({ events: [{ kpiEventName: 'e' }] }, 'conf_CallStarted'));"
    )
    assert "analytics are not enabled" in refusal["message"]


def test_init_log_analytics_writes_the_deprecated_tables(alpha: Widget) -> None:
    assert (
        alpha.run("""
      const data = { conversation: { conversationId: "c-1", channel: "voice", regionData: { city: "Graz" }, session: { providerSessionId: "s-1",
        clientSessionId: "session-id-1", participants: [{ participantId: "u-1", name: "Rosa" }] } } };
      return typeof (await CIF.initLogAnalytics(data, "0a0b0c0d-1111-2222-3333-444455556666"));
    """)
        == "string"
    )
    assert rows(alpha, "msdyn_conversationdata", "msdyn_conversationid,msdyn_channel,msdyn_customercity") == [
        {"msdyn_conversationid": "c-1", "msdyn_channel": "voice", "msdyn_customercity": "Graz"}
    ]
    assert rows(alpha, "msdyn_sessiondata", "msdyn_providersessionid") == [{"msdyn_providersessionid": "s-1"}]
    assert rows(alpha, "msdyn_sessionparticipantdata", "msdyn_participantid") == [
        {"msdyn_participantid": "u-1"}
    ]
    assert "conversation is missing" in alpha.run(
        "return (await refused(() => CIF.initLogAnalytics({}))).message;"
    )


def test_global_notifications(alpha: Widget) -> None:
    """2.13: shown on top of the page until it is cleared; the agent can close it."""
    found = alpha.run("""
      const first = await CIF.showGlobalNotification({ type: 2, level: 3, message: "Line is bad", actionLabel: "Status", actionLink: "https://status.invalid/", showCloseButton: true }, "corr");
      const second = await CIF.showGlobalNotification({ type: 2, level: "INFO", message: "Lunch" });
      return [typeof first, first !== second, first];
    """)
    assert found[:2] == ["string", True]
    page = alpha.workspace.page
    expect(page.get_by_text("Line is bad")).to_be_visible()
    expect(page.get_by_role("link", name="Status", exact=True)).to_have_attribute(
        "href", "https://status.invalid/"
    )
    assert (
        alpha.run("return (await CIF.clearGlobalNotification(ID, 'corr')) === undefined;", ID=found[2])
        is True
    )
    expect(page.get_by_text("Line is bad")).to_have_count(0)
    page.get_by_role("button", name="Dismiss message").click()
    expect(page.get_by_text("Lunch")).to_have_count(0)


def test_wrong_global_notifications_are_refused(alpha: Widget) -> None:
    found = alpha.run(
        "return Promise.all([() => CIF.showGlobalNotification(), () => CIF.showGlobalNotification({}), () => CIF.showGlobalNotification({ message: 'x', level: 9 })].map(async (call) => (await refused(call)).message));"
    )
    assert "input is missing" in found[0]
    assert "input.message is missing" in found[1]
    assert "input.level is the number 9" in found[2]
