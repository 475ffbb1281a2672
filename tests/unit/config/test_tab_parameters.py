"""Parameters of exported tab templates: rows, cached column, and the older third-party form."""

import json

import pytest

from cif_emulator.cli.importing.tab_parameters import tab_parameters
from cif_emulator.workspace.state.templates import PageType

CONTAINER = "msdyn_CECExternalWebPageContainer.html"


def cached(**values):
    return json.dumps({name: {"value": value} for name, value in values.items()})


def test_rows_win_over_the_cached_column_and_the_disagreement_is_told():
    found = tab_parameters(
        PageType.ENTITY_RECORD,
        {"entityName": "contact", "entityId": "{new}", "formId": ""},
        cached(entityName="contact", entityId="{old}", formId="11111111-2222-4333-8444-555555555555"),
    )
    assert found.parameters == {"entityName": "contact", "entityId": "{new}"}
    assert len(found.remarks) == 2
    assert "entityId" in found.remarks[0]
    assert "the row is taken" in found.remarks[0]
    assert "formId" in found.remarks[1]


def test_the_cached_column_fills_in_what_has_no_row():
    found = tab_parameters(
        PageType.ENTITY_LIST, {"entityName": "account"}, cached(entityName="account", viewType="x")
    )
    assert (found.parameters, found.remarks) == ({"entityName": "account", "viewType": "x"}, ())


def test_without_rows_the_cached_column_is_taken():
    found = tab_parameters(PageType.SEARCH, {}, cached(searchText="{hrb_number}", searchType="1"))
    assert found.parameters == {"searchText": "{hrb_number}", "searchType": 1}


@pytest.mark.parametrize("text", ["", "  ", "{}", "null", "[]", '{"url": {"value": null}}', '{"url": {}}'])
def test_an_empty_cached_column_gives_blank_required_parameters(text):
    assert tab_parameters(PageType.THIRD_PARTY_WEBSITE, {}, text).parameters == {"url": ""}


def test_a_cached_column_that_is_no_json_is_left_out_and_told():
    found = tab_parameters(PageType.SEARCH, {"searchText": "x"}, "{searchText: ")
    assert found.parameters == {"searchText": "x"}
    assert found.remarks[0].startswith("msdyn_templateparameters left out")


@pytest.mark.parametrize("page_type", [PageType.WEB_RESOURCE, PageType.THIRD_PARTY_WEBSITE])
@pytest.mark.parametrize(
    ("data", "url"),
    [
        ("cif_thirdpartyurlhttps://x.example/find?q={searchQ}", "https://x.example/find?q={searchQ}"),
        ("cif_thirdpartyurl=https://x.example/", "https://x.example/"),
        (
            "cif_thirdpartyurlhttps%3A%2F%2Fx.example%2Ffind%3Fq%3D%7BsearchQ%7D",
            "https://x.example/find?q={searchQ}",
        ),
        (
            "cif_thirdpartyurlhttps%3a//x.example/a%20b?q=%C3%A9%26r%3D1",
            "https://x.example/a%20b?q=%C3%A9&r=1",
        ),
        ("cif_thirdpartyurl{hrb_address}", "{hrb_address}"),
        ("CIF_ThirdPartyUrlhttps://x.example/", "https://x.example/"),
    ],
)
def test_the_older_form_becomes_a_third_party_website(page_type, data, url):
    for rows, column in (
        ({"webresourceName": CONTAINER, "data": data}, ""),
        ({}, cached(webresourceName=CONTAINER, data=data)),
        ({}, cached(webresourceName=CONTAINER.lower(), data=data)),
    ):
        found = tab_parameters(page_type, rows, column)
        assert (found.page_type, found.parameters) == (PageType.THIRD_PARTY_WEBSITE, {"url": url})
        assert found.remarks == ("was of the older third-party form, and is a third-party website now",)


@pytest.mark.parametrize("page_type", [PageType.WEB_RESOURCE, PageType.THIRD_PARTY_WEBSITE])
def test_plain_rows_win_over_the_older_form_in_the_cached_column(page_type):
    found = tab_parameters(
        page_type,
        {"url": "https://new.example/?q=", "data": "{anchor.title}"},
        cached(webresourceName=CONTAINER, data="cif_thirdpartyurlhttps%3A%2F%2Fold.example%2F"),
    )
    assert found.page_type is PageType.THIRD_PARTY_WEBSITE
    assert found.parameters == {"url": "https://new.example/?q=", "data": "{anchor.title}"}


def test_a_web_resource_of_ones_own_stays_one():
    found = tab_parameters(PageType.WEB_RESOURCE, {"webresourceName": "hrb_/page.html", "data": "{x}"}, "")
    assert (found.page_type, found.remarks) == (PageType.WEB_RESOURCE, ())
    assert found.parameters == {"webresourceName": "hrb_/page.html", "data": "{x}"}


def test_parameters_that_no_page_uses_are_left_out_and_told_where_they_have_a_value():
    rows = {"entityName": "contact", "processId": "x", "relationship": "", "validateRecord": "True"}
    found = tab_parameters(PageType.ENTITY_RECORD, rows, "")
    assert found.parameters == {"entityName": "contact", "validateRecord": True}
    assert found.remarks == ("parameter processId = 'x' left out: its page type does not use it",)


def test_a_controls_parameters_are_all_kept():
    found = tab_parameters(PageType.CONTROL, {"controlName": "c", "anything": "1"}, "")
    assert found.parameters == {"controlName": "c", "anything": "1"}
