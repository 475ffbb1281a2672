"""What the page's JavaScript asks of Python, without a browser."""

import json

import pytest

from cif_emulator import config
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.config.baseline import Baseline
from cif_emulator.page.start import PageBridge

from .configured import configured

PERSON = "c7a11a11-0000-4000-8000-000000000001"
RECORD = f'[[record]]\ntable = "contact"\nid = "{PERSON}"\nlastname = "Hopper"\n'


class Told:
    def __init__(self):
        self.kinds = []
        self.texts = []

    def __call__(self, kind, text):
        self.kinds.append(kind)
        self.texts.append(text)

    def of(self, kind):
        return [text for each, text in zip(self.kinds, self.texts, strict=True) if each == kind]


@pytest.fixture
def open_page():
    def opened(settings=""):
        told = Told()
        baseline = Baseline(configured(f"[workspace]\n{settings}\n{RECORD}"))
        dispatcher = Dispatcher(baseline.workspace(), "page", told)
        return PageBridge(dispatcher, baseline, told), told

    return opened


def update(page, job):
    payload = json.dumps(["contact", PERSON, json.dumps({"jobtitle": job})])
    assert page.answer("CIFramework.updateRecord", "emulator_page", payload)[0] == "="


def job(page):
    answer = page.answer(
        "CIFramework.retrieveRecord", "emulator_page", json.dumps(["contact", PERSON, "?$select=jobtitle"])
    )
    return json.loads(json.loads(answer[1:]))["jobtitle"]


def reset(page, *arguments):
    *_, answer = page.resetting(json.dumps(arguments))
    return answer


def warned(page):
    return [entry["error"] for entry in json.loads(page.calls()[1:]) if entry["kind"] == "warning"]


def test_written_records_are_told_saved_and_put_back(open_page):
    page, told = open_page("persist = true")
    update(page, "Rear admiral")
    (newest,) = told.of("records")
    for text in (newest, page.changed_records()[1:]):
        again, told_again = open_page("persist = true")
        assert again.persistence() == page.persistence() != "=null"
        assert again.restore_changes(text, "“aside”") == "=true"
        assert job(again) == "Rear admiral"
        assert "records" not in told_again.kinds
        assert reset(again) == "="
        assert job(again) is None


def test_what_cannot_be_used_is_told_once_in_the_log_and_on_the_console(open_page):
    page, told = open_page("persist = true")
    assert page.restore_changes("no such thing", "“set aside 7”") == "=false"
    (text,) = warned(page)
    assert "“set aside 7”" in text
    assert "goes on without them" in text
    assert told.kinds.count("warning") == 1
    page.warn("the records cannot be kept")
    assert warned(page)[1:] == ["the records cannot be kept"]


def test_without_the_setting_nothing_is_told_or_saved(open_page):
    page, told = open_page()
    update(page, "Rear admiral")
    assert page.persistence() == "=null"
    assert page.changed_records() == "="
    assert page.restore_changes("{}", "aside") == "=false"
    assert "records" not in told.kinds
    # A configuration of a reset may switch it on.
    assert reset(page, {"config": {"workspace": {"persist": True}}}) == "="
    assert page.persistence() != "=null"


def test_a_long_reset_tells_how_far_it_is(open_page):
    page, _ = open_page()
    rows = [
        {"table": "lead", "id": f"c7a11a11-0000-4000-8000-{number:012}", "subject": "x"}
        for number in range(3_000)
    ]
    *steps, answer = page.resetting(json.dumps([{"config": {"record": rows}}]))
    assert answer == "="
    shares = [json.loads(step[1:])[1] for step in steps]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1
    assert json.loads(steps[0][1:])[0].startswith("Loading records: 602 of 3,102")
    *_, refused = page.resetting(json.dumps([{"config": {"record": [{"table": "lead", "id": "x"}]}}]))
    assert refused.startswith("!")
    assert "GUID" in refused


def reload(page, text):
    *_, answer = page.reloading(config.to_json(configured(text)), "")
    return answer


TEMPLATE = """
[[session_template]]
unique_name = "own_{0}"
name = "Own {0}"
title = "{1}"
anchor_tab = "own_page"
"""
TAB = '[[application_tab_template]]\nunique_name = "own_page"\nname = "Own"\npage_type = "search"\nparameters = { searchText = "" }\n'


def open_own(page, name):
    answer = page.answer(
        "CIFramework.createSession", "emulator_page", json.dumps([{"templateName": f"own_{name}"}])
    )
    assert answer[0] == "=", answer
    return json.loads(answer[1:])


class TestAConfigurationThatWasWrittenAnew:
    def opened(self, open_page, *names, settings=""):
        page, told = open_page(settings)
        both = "".join(TEMPLATE.format(name, f"Title of {name}") for name in ("call", "chat"))
        assert reload(page, f"[workspace]\n{settings}\n{RECORD}{TAB}{both}") == "="
        return page, told, [open_own(page, name) for name in names]

    def test_sessions_stay_where_their_templates_do(self, open_page):
        page, _, (call, chat) = self.opened(open_page, "call", "chat")
        assert reload(page, f"{RECORD}{TAB}{TEMPLATE.format('call', 'Another title')}") == "="
        shown = json.loads(page.snapshot()[1:])
        assert [each["id"] for each in shown["sessions"]] == ["session-id-0", call]
        (text,) = warned(page)
        assert "“Title of chat”" in text
        assert '"own_chat"' in text
        assert "“Title of chat”" in shown["messages"][-1]["text"]
        assert open_own(page, "call") not in (call, chat)
        assert json.loads(page.snapshot()[1:])["sessions"][-1]["title"] == "Another title"

    def test_a_records_session_without_a_template_of_its_own_stays(self, open_page):
        page, _, _ = self.opened(open_page)
        page.act("openRecord", json.dumps(["contact", PERSON]))
        before = json.loads(page.snapshot()[1:])["sessions"]
        assert len(before) == 2
        assert reload(page, RECORD) == "="
        assert json.loads(page.snapshot()[1:])["sessions"] == before

    def test_settings_and_records_are_the_new_ones_also_after_a_reset(self, open_page):
        page, _, _ = self.opened(open_page)
        renamed = RECORD.replace("Hopper", "Murray")
        assert reload(page, f'[workspace]\ntitle = "Another"\nmax_sessions = 1\n{renamed}') == "="
        for _ in range(2):
            assert json.loads(page.snapshot()[1:])["title"] == "Another"
            refused = page.answer(
                "CIFramework.createSession", "emulator_page", '[{"templateName": "msdyn_chat_session"}]'
            )
            assert "Maximum sessions" in refused
            asked = json.dumps(["contact", PERSON, "?$select=lastname"])
            assert "Murray" in page.answer("CIFramework.retrieveRecord", "emulator_page", asked)
            assert reset(page) == "="

    def test_one_that_cannot_be_used_changes_nothing(self, open_page):
        page, _, (call,) = self.opened(open_page, "call")
        *_, answer = page.reloading('{"workspace": {"no_such_key": 1}}', "")
        assert answer[0] == "!"
        assert "no_such_key" in answer
        assert json.loads(page.snapshot()[1:])["sessions"][1]["id"] == call

    def test_written_records_go_on_where_they_are_kept(self, open_page):
        page, _, _ = self.opened(open_page, settings="persist = true")
        update(page, "Rear admiral")
        assert reload(page, f'[workspace]\npersist = true\ntitle = "Another"\n{RECORD}') == "="
        assert job(page) == "Rear admiral"
        assert reload(page, RECORD) == "="
        assert job(page) is None

    def test_faults_are_replaced_where_the_configured_ones_changed(self, open_page):
        page, _, _ = self.opened(open_page)
        fault = '[[fault]]\nmethod = "CIFramework.getMode"\nreject = "no"\n'
        assert reload(page, RECORD + fault) == "="
        page.add_fault('[{"method": "CIFramework.getWidth", "reject": "no"}]')
        assert reload(page, f'[workspace]\ntitle = "Another"\n{RECORD}{fault}') == "="
        assert len(json.loads(page.faults()[1:])) == 2
        assert reload(page, RECORD) == "="
        assert json.loads(page.faults()[1:]) == []

    def test_providers_whose_pages_are_the_same_stay_connected(self, open_page):
        page, _, _ = self.opened(open_page)
        provider = '[[provider]]\nunique_name = "own"\nname = "Own"\nchannel_url = "http://localhost:3000/{0}"\nlabel = "{1}"\n'
        assert reload(page, provider.format("", "First")) == "="
        assert page.frame_connected("own", "http://localhost:3000", "1")[0] == "="
        for url, label, state in [("", "Second", "ready"), ("other", "Second", "waiting")]:
            assert reload(page, provider.format(url, label)) == "="
            (shown,) = json.loads(page.snapshot()[1:])["panel"]["providers"]
            assert (shown["label"], shown["state"]) == (label, state)
