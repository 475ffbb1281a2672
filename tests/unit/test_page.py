"""What the page's JavaScript asks of Python, without a browser."""

import json

import pytest

from cif_emulator import config
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.config.baseline import Baseline
from cif_emulator.page.start import PageBridge

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
        baseline = Baseline(config.examine_toml(f"[workspace]\n{settings}\n{RECORD}").usable())
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
    assert json.loads(steps[0][1:])[0].startswith("Loading records: 500 of 3,")
    *_, refused = page.resetting(json.dumps([{"config": {"record": [{"table": "lead", "id": "x"}]}}]))
    assert refused.startswith("!")
    assert "GUID" in refused
