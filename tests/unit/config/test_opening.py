"""From a configuration to a workspace, also by way of another start that was made before."""

import pytest

from cif_emulator import config
from cif_emulator.config.baseline import Baseline

from .own_records import ADA, FIRM, GRACE, RECORDS, lasting_rows

OWN = f"""
[[session_template]]
unique_name = "own_chat"
name = "Own chat"
anchor_tab = "msdyn_activeconversation"
{RECORDS}"""
BUILT_IN = config.built_in()


def configured(text):
    """As the page gets it: checked and written out."""
    return config.from_json(config.to_json(config.examine_toml(text).usable()), checked=True)


def after(baseline, text):
    steps = Baseline.in_steps(configured(text), baseline)
    while True:
        try:
            next(steps)
        except StopIteration as stopped:
            return stopped.value


@pytest.fixture
def baseline():
    return Baseline(config.from_json(config.to_json(BUILT_IN), checked=True))


def test_another_start_is_gone_on_from_where_all_its_rows_belong_to_this_one(baseline):
    start = after(baseline, OWN)
    assert start.store is baseline.store
    fresh = Baseline(configured(OWN))
    assert lasting_rows(start) == lasting_rows(fresh)
    assert start.made.keys() == fresh.made.keys()
    assert ("account", FIRM) in lasting_rows(start)
    own = [columns["msdyn_uniquename"] for table, columns in start.store.export({"msdyn_sessiontemplate"})]
    assert "own_chat" in own


def test_a_reset_returns_to_all_of_it(baseline):
    start = after(baseline, OWN)
    before = lasting_rows(start)
    for table, record_id in (("contact", ADA), ("contact", GRACE), ("account", FIRM)):
        start.store.delete(table, record_id)
    start.workspace()
    assert lasting_rows(start) == before


@pytest.mark.parametrize(
    "text",
    [
        '[workspace]\nuser_name = "Ada Lovelace"\n',
        '[workspace]\nuser_id = "5b1f3a52-9c1e-4f0c-8a55-0d7b3c1e2f41"\n',
        "[workspace]\nstrict = true\n",
        "[workspace]\nsample_records = false\n",
        "[workspace]\nbuilt_in = false\n",
        '[[table]]\nname = "own_ticket"\nlabel = "Ticket"\nprimary_name = "own_name"\n',
        f'[[record]]\ntable = "{BUILT_IN.records[3].table}"\nid = "{BUILT_IN.records[3].id}"\n',
        f'[[deleted_record]]\ntable = "{BUILT_IN.records[-1].table}"\nid = "{BUILT_IN.records[-1].id}"\n',
        '[[session_template]]\nunique_name = "msdyn_chat_session"\nname = "Other"\nanchor_tab = "msdyn_activeconversation"\n',
    ],
)
def test_it_is_not_where_a_row_would_be_another(baseline, text):
    before = lasting_rows(baseline)
    start = after(baseline, text)
    assert start.store is not baseline.store
    assert lasting_rows(start) == lasting_rows(Baseline(configured(text)))
    assert lasting_rows(baseline) == before


def test_kept_records_belong_to_the_configuration_however_it_was_started(baseline):
    text = f"[workspace]\npersist = true\n{OWN}"
    start = after(baseline, text)
    assert start.store is baseline.store
    assert start.fingerprint == Baseline(configured(text)).fingerprint != ""
