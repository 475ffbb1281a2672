"""A record's timeline: what is about it, and what it takes part in."""

from cif_emulator.records import Store
from cif_emulator.view.timeline import timeline


def test_a_contacts_timeline_lists_the_activities_it_takes_part_in() -> None:
    store = Store()
    contact = str(store.create("contact", {"lastname": "Ada"})["contactid"])
    call = store.create("phonecall", {"subject": "Toner"})["activityid"]
    store.create("phonecall", {"subject": "Another's"})
    party = {"partyid": {"table": "contact", "id": contact}, "activityid": {"table": "phonecall", "id": call}}
    store.create("activityparty", {**party, "participationtypemask": 2})
    table = store.table("contact")
    assert table is not None
    assert [entry.subject for entry in timeline(store, table, contact)] == ["Toner"]
