"""The workspace in Firefox and WebKit: it starts, both documentation examples, a toast, a provider, records."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.testing.fixtures import ServeWorkspace
from cif_emulator.testing.scripts import Scripts

from ..attack import test_text
from ..provider_pages import LIBRARY_TAG, PLAIN, PageServer, page, page_server
from .engines import Engine, EngineFailed

scripts = Scripts(__file__)

CASE = "fac04293-1ab0-eb11-8236-000d3a5c49ed"
CONFIGURATION = """
[workspace]
persist = true

[[provider]]
unique_name = "widget"
name = "Widget"
channel_url = "WIDGET"
"""


# It opens a session for who is clicked to call.
WIDGET = page(f"<script>{scripts.call('opensSessions')}</script>{LIBRARY_TAG}")


@pytest.fixture(scope="module")
def widgets() -> Iterator[PageServer]:
    with page_server() as served:
        served.pages["/widget"] = WIDGET
        served.pages["/stranger"] = page(f"<script>{scripts.call('strange')}</script>")
        served.pages["/plain"] = PLAIN
        yield served


@pytest.fixture(scope="module")
def address(
    widgets: PageServer, serve_workspace: ServeWorkspace, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Of a workspace that keeps its records, with a widget of another site."""
    file = tmp_path_factory.mktemp("engines") / "workspace.toml"
    file.write_text(
        CONFIGURATION.replace("WIDGET", widgets.url("/widget", host="127.0.0.1")), encoding="utf-8"
    )
    return serve_workspace(file).url


@pytest.fixture
def shown(engine: Engine, address: str) -> Engine:
    """The page as it is after its start; loaded once for all tests."""
    if engine.evaluate("() => location.href") != address:
        engine.open(address)
    engine.evaluate(scripts("begin"))
    return engine


def test_the_canary_sings_where_payloads_are_markup(engine: Engine, widgets: PageServer) -> None:
    """The control of the next test. It comes first, for it leaves the workspace's page."""
    engine.open(widgets.url("/plain"))
    for payload in test_text.RUNNING:
        assert engine.evaluate(test_text.scripts("takeForMarkup"), [payload, False])["canary"] == 1


def test_payloads_are_shown_as_they_are(shown: Engine) -> None:
    for payload in test_text.RUNNING:
        shown.evaluate(scripts("begin"))
        found = shown.evaluate(test_text.scripts("showEverywhere"), payload)
        assert found["markup"] == []
        assert found["places"]["session"], payload
        assert shown.evaluate("() => window.canary ?? null") is None


def test_hostile_values_are_refused_with_their_place(shown: Engine) -> None:
    told = shown.evaluate(scripts("passValues"))
    right = told.pop("nothing wrong")
    assert re.fullmatch(r"made session-id-\d+", right)
    assert {name: text for name, text in told.items() if "templateParameters.customer" not in text} == {}


def test_a_stranger_is_refused(shown: Engine, widgets: PageServer) -> None:
    """The control is the provider below, whose calls are carried out."""
    found = shown.evaluate(scripts("showStranger"), widgets.url("/stranger", host="127.0.0.1"))
    assert "Sender domain is not a recognised or is invalid" in found["text"]
    assert found["sessions"] == 1


def test_the_documentations_apm_example(shown: Engine) -> None:
    made = shown.evaluate(scripts("apmExample"), CASE)
    assert re.fullmatch(r"session-id-\d+", made["id"])
    assert made["drawn"] == ["Home", made["title"]]
    assert made["heading"] == made["title"]


def test_the_documentations_framework_example(shown: Engine) -> None:
    made = shown.evaluate(scripts("frameworkExample"), "Contoso")
    assert re.fullmatch(r"session-id-\d+", made["id"])
    assert made["title"] == "Contoso"
    assert made["drawn"] == ["Home", "Contoso"]


def test_a_toast_is_accepted(shown: Engine) -> None:
    shown.evaluate(scripts("notify"))
    shown.click('[role="alertdialog"] [data-answer="accept"]')
    assert shown.evaluate(scripts("answered")) == "Accept"


def test_a_provider_of_another_site_opens_a_session(shown: Engine) -> None:
    assert shown.evaluate(scripts("clickToAct"), "+1 555 0100") == ["Home", "+1 555 0100"]


def test_a_reset_brings_back_the_start(shown: Engine) -> None:
    shown.evaluate(scripts("frameworkExample"), "Contoso")
    shown.evaluate(scripts("begin"))
    assert shown.evaluate(scripts("drawn")) == ["Home"]


def test_records_are_there_after_a_reload(shown: Engine) -> None:
    written = shown.evaluate(scripts("writeContact"), "Möhring")
    shown.reload()
    assert shown.evaluate(scripts("readContact"), written) == "Möhring"


def test_what_is_written_just_before_a_reload_is_there(shown: Engine) -> None:
    names = ["Lovelace", "Hopper", "Hamilton"]
    written = []
    for name in names:
        written.append(shown.evaluate(scripts("writeAtOnce"), name))
        shown.reload()
    assert [shown.evaluate(scripts("readContact"), each) for each in written] == names


def test_what_fails_in_the_page_is_told(shown: Engine) -> None:
    with pytest.raises(EngineFailed, match="no_such_template"):
        shown.evaluate("() => Microsoft.CIFramework.createSession({ templateName: 'no_such_template' })")


# On the snapshot all others start.
@pytest.mark.parametrize("way", ["library", "ordinary"])
def test_it_starts_on_every_route(engine: Engine, address: str, way: str) -> None:
    engine.open(f"{address}?boot={way}")
    engine.evaluate(scripts("begin"))
    assert engine.evaluate(scripts("frameworkExample"), "Contoso")["drawn"] == ["Home", "Contoso"]


def test_many_records_are_found_at_once_and_when_all_have_arrived(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = "".join(f"Person {number},{'text ' * 350}{number}\n" for number in range(10_000))
    file = tmp_path_factory.mktemp("engines") / "contact.csv"
    file.write_text(f"lastname,description\n{rows}", encoding="utf-8")
    with serving(application(Service(page=built_page(), data_files=(file,)))) as address:
        engine.open(address)
        engine.evaluate(scripts("begin"))
        assert engine.evaluate(scripts("find"), "Person 9999") == ["Person 9999"]
        # The end of the list of tables is read first.
        assert engine.evaluate(scripts("arrived"))
        assert engine.evaluate(scripts("find"), "Person 5000") == ["Person 5000"]
