"""A page's parameters from its template and its call: slugs (``templates.md`` 6.6), precedence (7)."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import Factory

from cif_emulator.workspace.frozen import frozen
from cif_emulator.workspace.slugs.rendering import Scope, render_url, render_url_data, value_of
from cif_emulator.workspace.state.pages import ALIASES, Page
from cif_emulator.workspace.state.templates import ApplicationTabTemplate, PageType
from cif_emulator.workspace.state.values import MISSING


@frozen(kw_only=True)
class Given:
    """What a call gives a tab's page.

    ``values`` are used as they are; ``templates`` are texts that may hold slugs (``ciframework.md`` 2.1:
    "slug-bearing string").
    """

    values: Mapping[str, object] = Factory(dict)
    templates: Mapping[str, object] = Factory(dict)


def _resolved(page_type: PageType, name: str, value: object, scope: Scope) -> object:
    if not isinstance(value, str) or "{" not in value:
        return value
    if page_type is PageType.THIRD_PARTY_WEBSITE and name == "url":
        return render_url(value, scope)
    if page_type is PageType.THIRD_PARTY_WEBSITE and name == "data":
        return render_url_data(value, scope)
    return value_of(value, scope)


def resolve(template: ApplicationTabTemplate, given: Given, scope: Scope) -> Page:
    """The page of a new tab: what the call gave over what the template configures (``templates.md`` 7)."""
    page_type = template.page_type
    aliases = ALIASES.get(page_type, {})
    parameters: dict[str, object] = {}
    overridden = {aliases.get(name, name) for name in (*given.templates, *given.values)}
    for name, value in template.parameters.items():
        parameters[name] = None if name in overridden else _resolved(page_type, name, value, scope)
    for name, value in given.templates.items():
        parameters[aliases.get(name, name)] = _resolved(page_type, name, value, scope)
    for name, value in given.values.items():
        parameters[aliases.get(name, name)] = value
    present = {name: value for name, value in parameters.items() if value not in (None, "", MISSING)}
    return Page(page_type=page_type, parameters=present)
