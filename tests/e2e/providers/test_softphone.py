"""The sample softphone, on origins of its own, through a provider's typical day (``ciframework.md`` 5.5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from playwright.sync_api import FrameLocator, Locator, expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.demonstration import demonstration
from cif_emulator.cli.listening import serving
from cif_emulator.testing.workspace_page import Workspace

CALLER = "a0000000-0000-4000-8000-000000000001"
OTHER = "a0000000-0000-4000-8000-000000000002"

RECORDS = f"""
[[record]]
table = "contact"
id = "{CALLER}"
firstname = "Ada"
lastname = "Aaberg"
telephone1 = "+46 8 555 01 01"

[[record]]
table = "contact"
id = "{OTHER}"
firstname = "Bo"
lastname = "Aalto"
telephone1 = "+358 9 555 0102"
"""

PROVIDER = """
[[provider]]
unique_name = "test_{name}"
name = "{name}"
label = "{name}"
channel_url = "{address}?base={{workspace}}"
sort_order = {order}
"""


@pytest.fixture(scope="session")
def emulator_config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The softphone for the front desk and for the hotline: two providers, on two sites."""
    with serving(demonstration(built_page())) as address:
        addresses = {"desk": address, "hotline": address.replace("localhost", "127.0.0.1")}
        file = tmp_path_factory.mktemp("softphone") / "workspace.toml"
        rows = [
            PROVIDER.format(name=name, address=at, order=order)
            for order, (name, at) in enumerate(addresses.items())
        ]
        file.write_text(
            "\n".join(["[workspace]\nsuppress_session_close_warning = true", *rows, RECORDS]),
            encoding="utf-8",
        )
        yield file


@frozen
class Softphone:
    """A softphone's page in the workspace."""

    workspace: Workspace
    name: str

    @property
    def page(self) -> FrameLocator:
        return self.workspace.page.frame_locator(f"iframe[data-provider=test_{self.name}]")

    def is_ready(self) -> None:
        expect(self.page.locator("#minimize")).to_be_enabled()

    def ring(self, number: str) -> None:
        """Somebody calls: nobody has to see the page for that."""
        option = self.page.locator(f"#caller option[value='{number}']")
        expect(option).to_have_count(1)
        option.evaluate(
            "(option) => { option.selected = true; document.getElementById('ring').requestSubmit(); }"
        )

    def shows_call(self, name: str, state: str) -> None:
        expect(self.page.locator("#caller-name")).to_have_text(name)
        expect(self.page.locator("#call-state")).to_contain_text(state)

    def wrap_up(self, notes: str, result: str) -> None:
        self.page.get_by_label("Notes").fill(notes)
        self.page.get_by_role("button", name="Hang up").click()
        self.page.get_by_label("Result").select_option(result)
        self.page.get_by_role("button", name="Save phone call").click()
        expect(self.page.get_by_role("status")).to_contain_text("The phone call was saved.")


@pytest.fixture
def desk(workspace: Workspace) -> Softphone:
    softphone = Softphone(workspace, "desk")
    softphone.is_ready()
    return softphone


@pytest.fixture
def hotline(workspace: Workspace) -> Softphone:
    softphone = Softphone(workspace, "hotline")
    softphone.is_ready()
    return softphone


def toast(workspace: Workspace, text: str) -> Locator:
    return workspace.page.get_by_role("alertdialog").filter(has_text=text)


def accept(workspace: Workspace, text: str) -> None:
    toast(workspace, text).get_by_role("button", name="Accept").click()
    expect(toast(workspace, text)).to_have_count(0)


def phone_calls(workspace: Workspace, subject: str) -> list[dict[str, Any]]:
    query = f"?$select=subject,description,phonenumber,directioncode,_regardingobjectid_value&$filter=subject eq '{subject}'"
    found: dict[str, dict[str, Any]] = json.loads(
        workspace.call("CIFramework.searchAndOpenRecords", "phonecall", query, True)
    )
    return list(found.values())


def panel(workspace: Workspace) -> Locator:
    return workspace.page.get_by_role("region", name="Communication panel")


def close(workspace: Workspace, title: str) -> None:
    workspace.session_entry(title).hover()
    rail = workspace.page.get_by_role("navigation", name="Open sessions")
    rail.get_by_role("button", name=f"Close {title}").click()
    expect(workspace.session_entry(title)).to_have_count(0)


def test_inbound(workspace: Workspace, desk: Softphone, hotline: Softphone) -> None:
    """Ring, toast, session with the caller's record, notes, wrap-up, the saved record, and Home again."""
    # With two providers Home is nobody's.
    expect(panel(workspace)).not_to_be_visible()
    desk.ring("+46 8 555 01 01")
    expect(toast(workspace, "Ada Aaberg")).to_be_visible()
    assert [session.title for session in workspace.sessions] == ["Home"]
    accept(workspace, "Ada Aaberg")
    session = workspace.session("Ada Aaberg")
    assert session.focused
    expect(workspace.tab_entry("Ada Aaberg")).to_have_attribute("aria-selected", "true")
    expect(workspace.page.get_by_role("heading", name="Ada Aaberg", level=1)).to_be_visible()
    expect(panel(workspace).get_by_role("heading", name="desk")).to_be_visible()
    desk.shows_call("Ada Aaberg", "Talking")
    desk.page.get_by_role("button", name="Hold").click()
    desk.shows_call("Ada Aaberg", "On hold")
    desk.wrap_up("Wants a new toner", "Solved")
    desk.page.get_by_role("button", name="Open it").click()
    expect(workspace.page.get_by_role("textbox", name="Subject")).to_have_value(
        "Call from Ada Aaberg: Solved"
    )
    (saved,) = phone_calls(workspace, "Call from Ada Aaberg: Solved")
    assert (saved["description"], saved["phonenumber"], saved["directioncode"]) == (
        "Wants a new toner",
        "+46 8 555 01 01",
        False,
    )
    assert saved["_regardingobjectid_value"] == CALLER
    close(workspace, "Ada Aaberg")
    assert [session.title for session in workspace.sessions] == ["Home"]
    expect(panel(workspace)).not_to_be_visible()
    expect(hotline.page.locator("#call")).to_be_hidden()


def test_the_inspector_tells_the_call(workspace: Workspace, desk: Softphone) -> None:
    desk.ring("+46 8 555 01 01")
    accept(workspace, "Ada Aaberg")
    desk.shows_call("Ada Aaberg", "Talking")
    desk.wrap_up("Wants a new toner", "Solved")
    workspace.page.get_by_role("button", name="Inspector").click()
    region = workspace.page.get_by_role("region", name="Inspector")
    box = region.get_by_role("searchbox", name="Filter calls")
    for method in ("notifyEvent", "createSession", "createRecord"):
        box.fill(method)
        expect(
            region.get_by_role("row", name=re.compile(f"^Call, {method}, .*test_desk")).first
        ).to_be_visible()
    # What was written came of the softphone's call.
    region.get_by_role("row", name=re.compile("^Call, createRecord")).click()
    details = region.get_by_role("region", name="Details")
    expect(details.get_by_role("region", name="What changed")).to_contain_text("phonecall")
    # The page is another test's next.
    box.fill("")
    region.get_by_role("button", name="Close inspector").click()


def test_declined_and_withdrawn(workspace: Workspace, desk: Softphone, hotline: Softphone) -> None:
    desk.ring("+46 8 555 01 01")
    toast(workspace, "Ada Aaberg").get_by_role("button", name="Reject").click()
    expect(desk.page.locator("#log li").first).to_contain_text("not answered")
    hotline.ring("+358 9 555 0102")
    expect(toast(workspace, "Bo Aalto")).to_be_visible()
    hotline.page.locator("#give-up").evaluate("(button) => button.click()")
    expect(toast(workspace, "Bo Aalto")).to_have_count(0)
    expect(hotline.page.locator("#log li").first).to_contain_text("caller gave up")
    assert [session.title for session in workspace.sessions] == ["Home"]


def test_an_unknown_caller(workspace: Workspace, desk: Softphone) -> None:
    desk.ring("+1 999 555 0199")
    accept(workspace, "+1 999 555 0199")
    workspace.session("+1 999 555 0199")
    desk.shows_call("+1 999 555 0199", "Talking")
    desk.wrap_up("Who was that?", "Wrong number")
    assert len(phone_calls(workspace, "Call from +1 999 555 0199: Wrong number")) == 1


def test_outbound(workspace: Workspace, desk: Softphone, hotline: Softphone) -> None:
    """A click on a phone number: panel, dialling, session, wrap-up."""
    page = workspace.page
    search = page.get_by_role("searchbox", name="Search records")
    search.fill("Aalto")
    search.press("Enter")
    page.get_by_role("button", name="Call +358 9 555 0102").first.click()
    workspace.session("Bo Aalto")
    expect(workspace.tab_entry("Bo Aalto")).to_be_visible()
    expect(panel(workspace).get_by_role("heading", name="desk")).to_be_visible()
    desk.shows_call("Bo Aalto", "Talking")
    desk.wrap_up("Told him", "Call back")
    (saved,) = phone_calls(workspace, "Call to Bo Aalto: Call back")
    assert (saved["directioncode"], saved["_regardingobjectid_value"]) == (True, OTHER)
    expect(hotline.page.locator("#call")).to_be_hidden()


def test_two_providers_at_once(workspace: Workspace, desk: Softphone, hotline: Softphone) -> None:
    """Each has its call, its session and its events; the panel shows the one whose session is in front."""
    desk.ring("+46 8 555 01 01")
    hotline.ring("+358 9 555 0102")
    expect(workspace.page.get_by_role("alertdialog")).to_have_count(2)
    accept(workspace, "Bo Aalto")
    expect(panel(workspace).get_by_role("heading", name="hotline")).to_be_visible()
    hotline.shows_call("Bo Aalto", "Talking")
    expect(workspace.tab_entry("Bo Aalto")).to_be_visible()
    accept(workspace, "Ada Aaberg")
    workspace.session("Ada Aaberg")
    expect(panel(workspace).get_by_role("heading", name="desk")).to_be_visible()
    desk.shows_call("Ada Aaberg", "Talking")
    workspace.session_entry("Bo Aalto").click()
    expect(panel(workspace).get_by_role("heading", name="hotline")).to_be_visible()
    # The agent closes the session: that call ends, and no other.
    close(workspace, "Bo Aalto")
    expect(hotline.page.locator("#call-state")).to_contain_text("Ended")
    desk.shows_call("Ada Aaberg", "Talking")
    assert [session.title for session in workspace.sessions] == ["Home", "Ada Aaberg"]
    # Both hear of the presence.
    workspace.page.get_by_role("button", name="Presence: Available").click()
    workspace.page.get_by_role("menuitemradio", name="Busy").click()
    for softphone in (desk, hotline):
        expect(softphone.page.locator("#presence")).to_have_value("Busy")


def test_rows_of_providers_and_templates_take_effect_at_once(workspace: Workspace, desk: Softphone) -> None:
    page = workspace.page
    frames = page.locator("iframe.provider-frame")
    expect(frames).to_have_count(2)
    hotline = provider_row(workspace, "test_hotline")
    workspace.call("CIFramework.deleteRecord", "msdyn_channelprovider", hotline["msdyn_channelproviderid"])
    expect(frames).to_have_count(1)
    columns = {
        name: hotline[name] for name in ("msdyn_name", "msdyn_label", "msdyn_channelurl", "msdyn_sortorder")
    }
    row = {**columns, "msdyn_uniquename": "test_night"}
    workspace.call("CIFramework.createRecord", "msdyn_channelprovider", row)
    night = Softphone(workspace, "night")
    night.is_ready()
    night.ring("+46 8 555 01 01")
    accept(workspace, "Ada Aaberg")
    # The desk's page was not loaded anew meanwhile, and both are as configured after a reset.
    desk.is_ready()
    workspace.reset()
    expect(page.locator("iframe[data-provider=test_night]")).to_have_count(0)
    Softphone(workspace, "hotline").is_ready()


def provider_row(workspace: Workspace, unique_name: str) -> dict[str, Any]:
    query = f"?$filter=msdyn_uniquename eq '{unique_name}'"
    found = json.loads(
        workspace.call("CIFramework.searchAndOpenRecords", "msdyn_channelprovider", query, True)
    )
    row: dict[str, Any] = found["0"]
    return row
