"""Pages that show records: lists, searches, knowledge articles, timelines."""

from __future__ import annotations

import pytest

from cif_emulator.records import Store
from cif_emulator.view.article_text import paragraphs
from cif_emulator.workspace.rules import agent, forms, knowledge, lists, timeline
from cif_emulator.workspace.rules.navigation import open_as_session, open_search
from cif_emulator.workspace.state.events import ArticleSent
from cif_emulator.workspace.state.refusals import Refusal, UnknownName
from cif_emulator.workspace.state.requests import Search, TabRequest
from cif_emulator.workspace.state.settings import Setup
from cif_emulator.workspace.state.templates import ApplicationTabTemplate, PageType
from cif_emulator.workspace.workspace import Workspace

from .conftest import loaded, shown

CASE = "dddddddd-1111-2222-3333-444444444444"
PERSON = "aaaaaaaa-1111-2222-3333-444444444444"
ARTICLE = "eeeeeeee-1111-2222-3333-444444444444"
CONTENT = "<h2>Toner</h2><p>Open the <b>front</b> door &amp; wait.</p><ul><li>One</li><li>Two</li></ul>"

LIST = ApplicationTabTemplate(
    unique_name="own_list",
    name="Own list",
    page_type=PageType.ENTITY_LIST,
    parameters={"entityName": "contact"},
)
KNOWLEDGE = ApplicationTabTemplate(
    unique_name="own_knowledge",
    name="Own knowledge",
    page_type=PageType.WEB_RESOURCE,
    parameters={"webresourceName": "msdyn_knowledge_search.html"},
)


@pytest.fixture(scope="module")
def records() -> Store:
    return loaded(
        [
            ("contact", {"id": PERSON, "firstname": "Grace", "lastname": "Hopper", "telephone1": "555 0199"}),
            ("contact", {"firstname": "Ada", "lastname": "Grace-Lovelace", "telephone1": "555 0100"}),
            ("contact", {"firstname": "Bob", "lastname": "Gracenote"}),
            ("account", {"name": "Grace"}),
            ("lead", {"subject": "Wants a printer", "lastname": "Smith", "companyname": "Grace & Sons"}),
            (
                "incident",
                {"id": CASE, "title": "Paper jam", "customerid": {"table": "contact", "id": PERSON}},
            ),
            (
                "knowledgearticle",
                {"id": ARTICLE, "title": "Change the toner", "content": CONTENT, "statuscode": 7},
            ),
            ("knowledgearticle", {"title": "Paper sizes", "description": "A4 and letter."}),
            (
                "phonecall",
                {
                    "subject": "First call",
                    "regardingobjectid": {"table": "incident", "id": CASE},
                    "createdon": "2024-01-01T10:00:00Z",
                },
            ),
            (
                "annotation",
                {
                    "subject": "Seen",
                    "notetext": "Bent roller",
                    "objectid": {"table": "incident", "id": CASE},
                    "createdon": "2024-01-02T10:00:00Z",
                },
            ),
            (
                "task",
                {
                    "subject": "Order a roller",
                    "regardingobjectid": {"table": "incident", "id": CASE},
                    "createdon": "2024-01-03T10:00:00Z",
                },
            ),
            *(("queue", {"name": f"Queue {number:03}"}) for number in range(120)),
        ]
    )


@pytest.fixture
def desk(store: Store) -> Workspace:
    return Workspace(Setup(tab_templates=(LIST, KNOWLEDGE)), store)


def open_page(desk: Workspace, template: ApplicationTabTemplate, **values: object) -> str:
    return desk.create_tab(desk.home, TabRequest(template=template, values=values)).tab_id


def names(desk: Workspace) -> list[str]:
    return [row["cells"][0]["value"] for row in shown(desk)["grid"]["rows"]]


def sorts(desk: Workspace) -> dict[str, str]:
    return {column["name"]: column["sort"] for column in shown(desk)["grid"]["columns"]}


# -- lists ----------------------------------------------------------------------------------------


def test_list_is_sorted_by_its_headers(desk: Workspace) -> None:
    tab = open_page(desk, LIST)
    assert names(desk) == ["Ada Grace-Lovelace", "Bob Gracenote", "Grace Hopper"]
    assert sorts(desk)["fullname"] == "ascending"
    lists.sort_list(desk, tab, "fullname")
    assert (names(desk)[0], sorts(desk)["fullname"]) == ("Grace Hopper", "descending")
    lists.sort_list(desk, tab, "telephone1")
    assert (names(desk)[0], sorts(desk)["telephone1"], sorts(desk)["fullname"]) == (
        "Bob Gracenote",
        "ascending",
        "none",
    )
    with pytest.raises(UnknownName, match=r'cannot be sorted by "telefone1"\. Did you mean "telephone1"'):
        lists.sort_list(desk, tab, "telefone1")


def test_list_is_sorted_by_a_lookup(desk: Workspace, store: Store) -> None:
    firm = {"table": "account", "id": str(store.query("account", "$top=1")[0]["accountid"])}
    store.update("contact", PERSON, {"parentcustomerid": firm})
    tab = open_page(desk, LIST)
    lists.sort_list(desk, tab, "parentcustomerid")
    lists.sort_list(desk, tab, "parentcustomerid")
    assert (names(desk)[0], sorts(desk)["parentcustomerid"]) == ("Grace Hopper", "descending")


def test_list_is_filtered_and_says_when_nothing_is_left(desk: Workspace) -> None:
    tab = open_page(desk, LIST)
    lists.filter_list(desk, tab, "0199")
    assert (names(desk), shown(desk)["search"]) == (["Grace Hopper"], "0199")
    lists.filter_list(desk, tab, "nobody")
    assert (names(desk), shown(desk)["grid"]["empty"]) == ([], "No contacts match “nobody”.")


def test_long_list_shows_more_on_demand(desk: Workspace) -> None:
    tab = open_page(desk, LIST, entityName="queue")
    assert (len(names(desk)), shown(desk)["grid"]["hasMore"]) == (50, True)
    lists.show_more(desk, tab)
    assert (len(names(desk)), shown(desk)["grid"]["hasMore"]) == (100, True)
    lists.show_more(desk, tab)
    assert (len(names(desk)), shown(desk)["grid"]["hasMore"]) == (120, False)
    lists.filter_list(desk, tab, "Queue 01")
    lists.filter_list(desk, tab, "")
    assert len(names(desk)) == 50


def test_reload_brings_a_list_back_to_its_start(desk: Workspace) -> None:
    tab = open_page(desk, LIST)
    lists.sort_list(desk, tab, "fullname")
    agent.request_refresh_tab(desk, tab)
    assert names(desk)[0] == "Ada Grace-Lovelace"


def test_row_opens_and_new_begins_a_session(desk: Workspace) -> None:
    open_page(desk, LIST)
    assert shown(desk)["newLabel"] == "New Contact"
    agent.open_record(desk, "contact", None)
    assert (desk.focused_session.title, shown(desk)["isNew"]) == ("New Contact", True)


# -- searches -------------------------------------------------------------------------------------


def test_relevance_search_puts_the_best_first(desk: Workspace) -> None:
    open_search(desk, Search(text="grace", search_type=0))
    found = [(hit["table"], hit["name"]) for hit in shown(desk)["hits"]]
    assert found == [
        ("account", "Grace"),
        ("contact", "Grace Hopper"),
        ("contact", "Ada Grace-Lovelace"),
        ("contact", "Bob Gracenote"),
        ("lead", "Smith"),
    ]
    assert shown(desk)["grids"] == []
    assert {"label": "Business Phone", "value": "555 0199"} in shown(desk)["hits"][1]["details"]


def test_categorized_search_has_a_list_for_each_table(desk: Workspace) -> None:
    open_search(desk, Search(text="grace", table="lead", search_type=1))
    assert [(grid["table"], len(grid["rows"])) for grid in shown(desk)["grids"]] == [
        ("lead", 1),
        ("contact", 3),
        ("account", 1),
    ]
    assert shown(desk)["hits"] == []


@pytest.mark.parametrize("search_type", [0, 1])
def test_search_without_text_finds_nothing(desk: Workspace, search_type: int) -> None:
    open_search(desk, Search(search_type=search_type))
    assert (shown(desk)["hits"], shown(desk)["grids"]) == ([], [])


# -- knowledge ------------------------------------------------------------------------------------


def test_knowledge_articles_are_found_read_and_sent(desk: Workspace) -> None:
    tab = open_page(desk, KNOWLEDGE)
    assert [article["title"] for article in shown(desk)["articles"]] == ["Change the toner", "Paper sizes"]
    knowledge.search_articles(desk, tab, "toner")
    (article,) = shown(desk)["articles"]
    assert (article["recordId"], article["state"]) == (ARTICLE, "Published")
    assert article["excerpt"] == "Toner Open the front door & wait. • One • Two"
    knowledge.show_article(desk, tab, ARTICLE)
    assert shown(desk)["article"]["paragraphs"] == ["Toner", "Open the front door & wait.", "• One", "• Two"]
    desk.drain()
    agent.send_article(desk, ARTICLE)
    (sent,) = [event for event in desk.drain() if isinstance(event, ArticleSent)]
    assert sent.title == "Change the toner"
    knowledge.show_article(desk, tab, None)
    assert shown(desk)["article"] is None


def test_knowledge_search_begins_with_the_templates_data(desk: Workspace) -> None:
    open_page(desk, KNOWLEDGE, data="sizes")
    assert (shown(desk)["searchText"], len(shown(desk)["articles"])) == ("sizes", 1)


def test_article_text_holds_no_markup_and_no_script() -> None:
    html = "<style>p {}</style><script>alert(1)</script>a<br>b&lt;c<p>  d\n e</p><p></p><li></li>"
    assert paragraphs(html) == ["a", "b<c", "d e"]
    assert paragraphs("one\n\n two ") == ["one", "two"]
    assert paragraphs("") == []


# -- timelines ------------------------------------------------------------------------------------


def entries(desk: Workspace) -> list[tuple[str, str]]:
    return [(entry["label"], entry["subject"]) for entry in shown(desk)["timeline"]["entries"]]


def test_timeline_has_activities_and_notes_newest_first(desk: Workspace) -> None:
    open_as_session(desk, "incident", {"entityId": CASE})
    assert entries(desk) == [("Task", "Order a roller"), ("Note", "Seen"), ("Phone Call", "First call")]
    first = shown(desk)["timeline"]["entries"][0]
    assert (first["table"], first["state"], first["when"]) == ("task", "Open", "1/3/2024 10:00 AM")
    agent.open_record(desk, first["table"], first["recordId"])
    assert [tab.title for tab in desk.focused_session.tabs.values()] == ["Paper jam", "Order a roller"]


def test_note_is_added(desk: Workspace, store: Store) -> None:
    session = open_as_session(desk, "incident", {"entityId": CASE})
    tab = session.anchor_tab
    timeline.edit_note(desk, tab.tab_id, "  Call on Monday ")
    desk.focus_session(desk.home)
    desk.focus_session(session)
    assert (shown(desk)["timeline"]["note"], tab.has_unsaved) == ("  Call on Monday ", True)
    timeline.add_note(desk, tab.tab_id)
    entry = shown(desk)["timeline"]["entries"][0]
    assert (entry["table"], entry["text"], shown(desk)["timeline"]["note"]) == (
        "annotation",
        "Call on Monday",
        "",
    )
    assert store.read("annotation", entry["recordId"])["_objectid_value"] == CASE
    assert not tab.has_unsaved


def test_empty_note_is_none(desk: Workspace) -> None:
    tab = open_as_session(desk, "incident", {"entityId": CASE}).anchor_tab
    before = entries(desk)
    timeline.edit_note(desk, tab.tab_id, "  ")
    timeline.add_note(desk, tab.tab_id)
    assert entries(desk) == before


def test_new_and_unrelated_records_have_no_timeline(desk: Workspace) -> None:
    session = open_as_session(desk, "incident", {})
    assert shown(desk)["timeline"] is None
    with pytest.raises(Refusal, match="shows no record that notes can be written about"):
        timeline.add_note(desk, session.anchor_tab.tab_id)
    open_as_session(desk, "systemuser", {"entityId": desk.settings.user_id})
    assert shown(desk)["timeline"] is None


def test_saving_a_form_keeps_the_note(desk: Workspace) -> None:
    tab = open_as_session(desk, "incident", {"entityId": CASE}).anchor_tab
    timeline.edit_note(desk, tab.tab_id, "later")
    forms.edit_field(desk, tab.tab_id, "title", "Jam")
    assert forms.save(desk, tab.tab_id)
    assert tab.state.note == "later"
