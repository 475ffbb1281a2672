"""Records of a configuration's own, and what is in a start's store, to be compared with another's."""

from collections.abc import Mapping

from cif_emulator.config.baseline import Baseline

Rows = dict[tuple[str, str], Mapping[str, object]]

ADA = "aaaaaaaa-1111-4222-8333-444444444444"
GRACE = "bbbbbbbb-1111-4222-8333-444444444444"
FIRM = "cccccccc-1111-4222-8333-444444444444"
RECORDS = f"""
[[record]]
table = "account"
id = "{FIRM}"
name = "Contoso"
[[record]]
table = "contact"
id = "{ADA}"
lastname = "Lovelace"
parentcustomerid = {{ table = "account", id = "{FIRM}" }}
[[record]]
table = "contact"
id = "{GRACE}"
lastname = "Hopper"
"""

# Each start makes them anew.
_OF_THE_MOMENT = ("createdon", "modifiedon")


def rows(start: Baseline) -> Rows:
    """All rows, by table and id."""
    return {start.key_of(table, columns): columns for table, columns in start.store.export()}


def lasting_rows(start: Baseline) -> Rows:
    """All rows but for what each start makes anew."""
    return {
        key: {name: value for name, value in columns.items() if name not in _OF_THE_MOMENT}
        for key, columns in rows(start).items()
    }
