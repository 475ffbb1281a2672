"""What is refused after it has begun leaves no trace: titles with queries, forms of records that cannot be written."""

from __future__ import annotations

import pytest

from cif_emulator.workspace.rules import forms
from cif_emulator.workspace.rules.navigation import open_as_session
from cif_emulator.workspace.state.refusals import Refusal, WrongQuery
from cif_emulator.workspace.state.requests import SessionRequest
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import PageType, SessionTemplate, SessionType
from cif_emulator.workspace.workspace import Workspace

from .desk import CASE, Records, tab

TITLED = SessionTemplate(
    unique_name="own_titled",
    name="Titled",
    title=("{$odata.contact.fullname.?$filter=telephone1 {condition}}",),
    anchor_tab="own_control",
)
ENTITY = SessionTemplate(
    unique_name="own_case", name="Case", session_type=SessionType.ENTITY, entity="incident"
)


@pytest.fixture
def workspace() -> Workspace:
    setup = Setup(session_templates=(TITLED, ENTITY), tab_templates=(tab("own_control", PageType.CONTROL),))
    return Workspace(setup, Records())


def test_a_title_whose_query_is_refused_keeps_its_values(workspace: Workspace) -> None:
    request = SessionRequest(template=TITLED, values={"condition": "eq +1 425 555 0100"})
    session = workspace.open_session(request)
    assert session.title == "Ada Lovelace"
    before = dict(session.title_values)
    with pytest.raises(WrongQuery):
        workspace.render_title_anew(session, {"condition": "is odd"})
    assert (session.title, dict(session.title_values)) == ("Ada Lovelace", before)


def test_a_form_of_records_that_cannot_be_written_is_refused_untouched(workspace: Workspace) -> None:
    open_as_session(workspace, "incident", {"entityId": CASE})
    tab_ = workspace.focused_session.focused_tab
    tab_.unsaved["title"] = forms.form_of(workspace, tab_).fields[0].content
    before = workspace.version
    with pytest.raises(Refusal, match="can be read only"):
        forms.save(workspace, tab_.tab_id)
    assert workspace.version == before
    assert tab_.unsaved
