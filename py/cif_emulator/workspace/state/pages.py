"""Pages of application tabs: page types, their parameters, what a tab shows (``templates.md`` 3.1).

Parameter names are the product's own, they are data here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from attrs import field

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.json_text import JsonTextError, parse
from cif_emulator.workspace.state.templates import PageType
from cif_emulator.workspace.state.values import as_text

# Parameters that a page cannot be shown without, and those it can.
REQUIRED_PARAMETERS: Mapping[PageType, tuple[str, ...]] = {
    PageType.DASHBOARD: ("dashboardId",),
    PageType.ENTITY_LIST: ("entityName",),
    PageType.ENTITY_RECORD: ("entityName",),
    PageType.SEARCH: ("searchText",),
    PageType.THIRD_PARTY_WEBSITE: ("url",),
    PageType.WEB_RESOURCE: ("webresourceName",),
    PageType.CONTROL: (),
    PageType.CUSTOM_PAGE: ("name",),
}
OPTIONAL_PARAMETERS: Mapping[PageType, tuple[str, ...]] = {
    PageType.DASHBOARD: (),
    PageType.ENTITY_LIST: ("viewId", "viewType", "searchText"),
    PageType.ENTITY_RECORD: ("entityId", "formId", "data", "validateRecord"),
    PageType.SEARCH: ("searchType",),
    PageType.THIRD_PARTY_WEBSITE: ("data",),
    PageType.WEB_RESOURCE: ("data",),
    PageType.CONTROL: ("controlName", "data"),
    PageType.CUSTOM_PAGE: ("entityName", "recordId"),
}
# Names used by older clients (``app-profile-manager.md`` 3.3).
ALIASES: Mapping[PageType, Mapping[str, str]] = {
    PageType.ENTITY_RECORD: {"etn": "entityName", "recordId": "entityId", "id": "entityId"},
}
_GUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?\Z")


def parameter_names(page_type: PageType) -> tuple[str, ...]:
    """All parameters that a page type knows, required ones first."""
    return REQUIRED_PARAMETERS[page_type] + OPTIONAL_PARAMETERS[page_type]


# A GUID in braces has 38 characters; some blanks may stand around it.
_LONGEST_GUID = 100


def guid(value: object) -> str | None:
    """A GUID in the Web API's form (lower case, no braces), or ``None`` if the value is none."""
    return _guid_of(value) if isinstance(value, str) and len(value) <= _LONGEST_GUID else None


# A call reads the same one several times.
@lru_cache(maxsize=512)
def _guid_of(text: str) -> str | None:
    found = _GUID.match(text.strip())
    return found.group(1).lower() if found else None


def trimmed(parameters: Mapping[str, object]) -> Mapping[str, object]:
    """Parameters without blanks around the record's id (``app-profile-manager.md`` 3.3)."""
    value = parameters.get("entityId")
    if isinstance(value, str) and value != value.strip():
        return {**parameters, "entityId": value.strip()}
    return parameters


@frozen(kw_only=True)
class Page:
    """What a tab shows: a page type and its resolved parameters (unset ones are absent).

    ``entity_name`` is the logical name of the page's table, for lists, records and custom pages;
    ``entity_id`` the record's id in the Web API's form (text that is no GUID is kept, so that it can be
    shown); ``is_record`` says whether the page shows one existing record.
    """

    page_type: PageType
    parameters: Mapping[str, object] = field(factory=dict, converter=trimmed)
    entity_name: str | None = field(init=False, eq=False, repr=False)
    entity_id: str | None = field(init=False, eq=False, repr=False)
    is_record: bool = field(init=False, eq=False, repr=False)

    def text(self, name: str) -> str:
        """A parameter as text, ``""`` if it is absent."""
        value = self.parameters.get(name)
        return value if isinstance(value, str) else as_text(value)

    @entity_name.default
    def _entity_name(self) -> str | None:
        return self.text("entityName").strip().lower() or None

    @entity_id.default
    def _entity_id(self) -> str | None:
        value = self.text("entityId")
        return guid(value) or value or None

    @is_record.default
    def _is_record(self) -> bool:
        return self.page_type is PageType.ENTITY_RECORD and bool(self.entity_name and self.entity_id)


def defaults_of_new_record(page: Page) -> Mapping[str, object]:
    """Column defaults of a create form: the page's ``data`` as an object, whatever form it came in."""
    data = page.parameters.get("data")
    if isinstance(data, str):
        try:
            data = parse(data)
        except JsonTextError:
            return {}
    return data if isinstance(data, dict) else {}
