"""Who may call from a frame, and what a frame may send (``ciframework.md`` 1.3, 5.1)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from cif_emulator.view.snapshot import snapshot

from .board import ADDRESS, CHAT, CHAT_PROVIDER, DOCUMENT, PHONE, PHONE_PROVIDER, Board

MARK = "\x01"
REFUSED = "Sender domain is not a recognised or is invalid and hence the message cant be processed"
RING = {"templateName": "own_ring"}


def provider_view(board: Board, place: int = 0) -> Any:
    return snapshot(board.workspace)["panel"]["providers"][place]


def hello(board: Board, origin: str, provider: str = "own_phone", document: str = "document-1") -> str:
    return board.dispatcher.frame_connected(provider, origin, document)


@pytest.mark.parametrize(
    ("provider", "origin"),
    [
        ("", PHONE),
        ("", "https://stranger.example"),
        ("own_phone", "https://stranger.example"),
        ("own_phone", CHAT),
        ("own_phone", "http://phone.example"),
        ("own_phone", "https://phone.example:444"),
        ("own_phone", "null"),
        ("own_phone", ""),
        ("own_nobody", PHONE),
        ("emulator_page", PHONE),
        ("agent", PHONE),
    ],
)
def test_strangers_are_refused_before_anything_else(provider: str, origin: str) -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    board.frame("own_chat", CHAT).listen("mine", "onSessionSwitched")
    before = snapshot(board.workspace)
    told = [each for each in board.told if each[0] != "warning"]
    for method, args in (
        ("createSession", '[{"templateName":"own_call"}]'),
        ("raiseEvent", '["mine"]'),
        ("notifyEvent", json.dumps([RING])),
        ("constructor", "[]"),
        ("getMode", "[" * 100_000),
    ):
        answer = json.loads(board.dispatcher.frame_call(provider, origin, DOCUMENT, method, args)[1:])
        assert answer["message"] == REFUSED
        assert answer["family"] == ("" if method == "constructor" else "CIFramework")
    assert [each for each in board.told if each[0] != "warning"] == told
    assert snapshot(board.workspace) == before
    (*_, entry) = board.log("refusal")
    assert entry["caller"] == (f"{provider} ({origin})" if provider and origin else provider or origin)
    assert REFUSED in entry["error"]


def test_refusals_of_one_kind_are_folded() -> None:
    board = Board()
    for _ in range(10_000):
        board.dispatcher.frame_call("own_phone", CHAT, DOCUMENT, "getMode", "[]")
    board.now += 1_000
    board.dispatcher.frame_call("own_phone", CHAT, DOCUMENT, "getMode", "[]")
    first, second = board.log("refusal")
    assert "times before that" not in first["error"]
    assert "(and 9,999 times before that)" in second["error"]


def test_a_flood_leaves_the_entries_of_others_in_the_log() -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    phone, chat = board.frame(), board.frame("own_chat", CHAT)
    chat.call("getMode")
    for number in range(6_000):
        phone.answer("noSuchMethod", number)
        board.dispatcher.frame_call("own_phone", f"https://{number}.example", DOCUMENT, "getMode", "[]")
    entries = board.log()
    assert [entry["what"] for entry in entries if entry["caller"] == "own_chat"] == [
        "CIFInitDone",
        "Microsoft.CIFramework.getMode",
    ]
    numbers = [entry["number"] for entry in entries]
    assert numbers == sorted(numbers)
    assert [each["number"] for each in board.dispatcher.log.plain(numbers[-3])] == numbers[-2:]


def test_refusal_says_what_to_do() -> None:
    board = Board()
    answer = json.loads(board.dispatcher.frame_call("own_phone", CHAT, DOCUMENT, "getMode", "[]")[1:])
    assert f'comes from "{CHAT}"; trusted: {PHONE}.' in answer["details"]
    assert "trusted_domain" in answer["details"]
    for _ in range(3):
        board.dispatcher.frame_call("own_phone", CHAT, DOCUMENT, "getMode", "[]")
    assert len([text for text in board.warnings() if REFUSED in text]) == 1


@pytest.mark.parametrize(
    ("domain", "origin"),
    [
        ("https://login.example", "https://login.example"),
        ("https://LOGIN.example/start?x=1", "https://login.example"),
        ("login.example", "https://login.example"),
        ("https://login.example:443", "https://login.example"),
        ("http://localhost:3000, https://b.example", "https://b.example"),
        ("http://[::1]:3000", "http://[::1]:3000"),
    ],
)
def test_trusted_domain_adds_an_origin(domain: str, origin: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, trusted_domain=domain))
    assert hello(board, origin) == '={"timeOut":10000,"rejections":"map","consoleErrors":false}'
    assert hello(board, PHONE).startswith("=")
    assert hello(board, "https://other.example").startswith("!")


@pytest.mark.parametrize(
    "domain", ["*", "https://*.example", "javascript:alert(1)", "http://[::1", "https://:x"]
)
def test_trusted_domain_that_is_none_trusts_nobody(domain: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, trusted_domain=domain))
    assert hello(board, "https://a.example").startswith("!")
    assert hello(board, PHONE).startswith("=")


def test_workspace_stands_for_its_own_address_in_channel_urls() -> None:
    url = "{workspace}/webresources/phone.html?base={workspace}"
    board = Board(evolve(PHONE_PROVIDER, channel_url=url))
    address = "http://localhost:4280"
    assert provider_view(board)["url"] == f"{address}/webresources/phone.html?base={address}"
    assert hello(board, address).startswith("=")


def test_provider_as_the_view_gets_it() -> None:
    provider = evolve(PHONE_PROVIDER, sandbox=("allow-popups-to-escape-sandbox", "allow-forms"), label="")
    board = Board(provider)
    assert provider_view(board) == {
        "id": "own_phone",
        "label": "Phone",
        "url": "https://phone.example/widget?x=1",
        "sandbox": "allow-forms allow-popups allow-scripts allow-same-origin allow-modals allow-downloads "
        "allow-popups-to-escape-sandbox",
        "allow": "; ".join(
            f"{feature} 'src' {PHONE}"
            for feature in (
                "camera",
                "microphone",
                "autoplay",
                "local-network-access",
                "local-network",
                "loopback-network",
            )
        ),
        "state": "waiting",
        "problem": "",
    }


def test_providers_stand_in_channel_order_and_inactive_ones_nowhere() -> None:
    board = Board(CHAT_PROVIDER, PHONE_PROVIDER, evolve(PHONE_PROVIDER, unique_name="own_off", active=False))
    providers = snapshot(board.workspace)["panel"]["providers"]
    assert [each["id"] for each in providers] == ["own_phone", "own_chat"]
    assert hello(board, PHONE, "own_off").startswith("!")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.example/", "", "data:text/html,x", "http://["]
)
def test_channel_url_that_is_no_web_address_is_explained(url: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, channel_url=url))
    view = provider_view(board)
    assert (view["state"], view["url"]) == ("silent", "")
    assert "no web address" in view["problem"]
    assert "handshake-own_phone" not in board.timers
    assert hello(board, "null").startswith("!")


def test_silence_is_explained_and_ends_with_the_first_word() -> None:
    board = Board(handshake_time=3)
    assert board.timers == {"handshake-own_phone": 3000}
    board.elapse("handshake-own_phone")
    view = provider_view(board)
    assert view["state"] == "silent"
    for cause in (
        "does not answer",
        "frame-ancestors",
        "msdyn_ciLibrary.js",
        "trusted_domain",
        "within 3 seconds",
    ):
        assert cause in view["problem"]
    hello(board, PHONE)
    assert (provider_view(board)["state"], provider_view(board)["problem"]) == ("ready", "")


def test_a_page_that_is_an_error_is_not_ready() -> None:
    board = Board()
    board.dispatcher.frame_failed("own_phone", 404)
    view = provider_view(board)
    assert view["state"] == "silent"
    assert (
        view["problem"]
        == "https://phone.example/widget?x=1 answers with status 404: there is no page to show."
    )
    assert board.timers == {}
    board.dispatcher.frame_failed("nobody", 404)


@pytest.mark.parametrize(
    ("url", "permission", "told"),
    [
        (f"{PHONE}/", "denied", "of http://localhost:4280, left of its address, allow “Apps on device”"),
        (f"{PHONE}/", "prompt", "press Allow"),
        (f"{PHONE}/", "granted", ""),
        (f"{PHONE}/", "", ""),
        ("http://phone.example/", "prompt", "serve the widget by https"),
        ("http://localhost:3000/", "denied", ""),
        ("https://127.0.0.1:3000/", "prompt", ""),
    ],
)
def test_what_the_browser_wants_before_a_page_loads_from_this_machine(
    url: str, permission: str, told: str
) -> None:
    board = Board(evolve(PHONE_PROVIDER, channel_url=url))
    board.dispatcher.network_access(permission)
    problem = provider_view(board)["problem"]
    assert told in problem
    assert bool(problem) is bool(told)
    board.elapse("handshake-own_phone")
    assert told in provider_view(board)["problem"]
    assert "within 8 seconds" in provider_view(board)["problem"]
    hello(board, url.rstrip("/"))
    assert provider_view(board)["problem"] == ""


@pytest.mark.parametrize(
    "base", ["http://127.0.0.1:4280", "http%3A%2F%2F127.0.0.1%3A4280%2F", "http://[::1]:4280/x"]
)
def test_the_workspace_by_another_name_of_the_machine_is_named_as_the_cause(base: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, channel_url=f"{PHONE}/?base={base}"))
    board.elapse("handshake-own_phone")
    problem = provider_view(board)["problem"]
    assert "but the workspace is at http://localhost:4280: to a browser these are different" in problem


@pytest.mark.parametrize(
    "base", ["http://localhost:4280", "http://127.0.0.1:9", "https://127.0.0.1:4280", "x"]
)
def test_other_addresses_in_a_channel_url_are_no_cause(base: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, channel_url=f"{PHONE}/?base={base}"))
    board.elapse("handshake-own_phone")
    assert "different origins" not in provider_view(board)["problem"]


def test_refused_page_is_named_as_the_cause() -> None:
    board = Board()
    hello(board, CHAT)
    assert f'comes from "{CHAT}"' in provider_view(board)["problem"]
    board.elapse("handshake-own_phone")
    assert f'comes from "{CHAT}"' in provider_view(board)["problem"]


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://desk.localhost", "http://[::1]", "http://127.0.0.9:3000"]
)
def test_plain_http_on_this_machine_is_warned_of_once(origin: str) -> None:
    board = Board(evolve(PHONE_PROVIDER, channel_url=f"{origin}/"))
    board.frame("own_phone", origin)
    assert len([text for text in board.warnings() if "the product wants https" in text]) == 1
    assert Board().warnings() == []


def test_new_document_loses_the_handlers_of_the_old_one() -> None:
    board = Board()
    phone = board.frame().listen("mine", "onSessionSwitched")
    phone.session()
    board.dispatcher.frame_connected("own_phone", PHONE, "document-1")
    assert len(board.deliveries("own_phone")) == 1
    board.page().promised("raiseEvent", "mine")
    board.dispatcher.frame_disconnected("own_phone", "document-1")
    board.dispatcher.frame_connected("own_phone", PHONE, "document-2")
    assert "nobody has a handler" in board.page().refusal("raiseEvent", "mine")["details"]
    assert phone.call("getAllSessions") == ["session-id-1"]


def test_frame_that_goes_is_awaited_again() -> None:
    board = Board()
    board.frame()
    assert board.timers == {}
    board.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    assert provider_view(board)["state"] == "waiting"
    assert board.timers == {"handshake-own_phone": 8000}
    board.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    board.dispatcher.frame_disconnected("nobody", DOCUMENT)
    assert board.timers == {"handshake-own_phone": 8000}


# -- what a frame may send ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "method",
    [
        "constructor",
        "__proto__",
        "Agent.focusSession",
        "Apm.createSession",
        "Session.close",
        "closeSession",
        "",
    ],
)
def test_only_the_namespaces_methods_can_be_called(method: str) -> None:
    board = Board()
    board.frame()
    for name in (method, f"CIFramework.{method}", "CIFramework.getMode"):
        answer = board.dispatcher.frame_call("own_phone", PHONE, DOCUMENT, name, '["session-id-0"]')
        assert "there is no method" in json.loads(answer[1:])["message"]


def test_method_is_found_by_its_own_name() -> None:
    board = Board()
    board.frame()
    assert board.dispatcher.frame_call("own_phone", PHONE, DOCUMENT, "getMode", "[]") == "=0"
    assert 'Did you mean "getMode"' in board.dispatcher.frame_call(
        "own_phone", PHONE, DOCUMENT, "getmode", "[]"
    ).replace('\\"', '"')


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "5",
        "{}",
        "null",
        "[" * 100_000,
        "[" * 200 + "]" * 100,
        '[{"a":' * 10_000,
        "[NaN]",
        "[1e999]",
        '["\\ud800"]',
        '["\ud800"]',
        '[{"\\u0001map": 5}]',
        '[{"\\u0001map": [5]}]',
        '[{"\\u0001map": [[1]]}]',
        '{"\\u0001refused": 5}',
        '{"\\u0001refused": {"path": "[0]"}}',
        "[" + "1" * 5000 + "]",
    ],
)
def test_text_that_is_not_the_librarys_is_refused(text: str) -> None:
    board = Board()
    phone = board.frame()
    for method in ("createSession", "getMode", "updateContext", "raiseEvent"):
        answer = board.dispatcher.frame_call("own_phone", PHONE, DOCUMENT, method, text)
        assert answer.startswith("!"), (method, answer)
        assert json.loads(answer[1:])["errorCode"] == 1
    assert board.log("fault") == []
    assert phone.call("canCreateSession") is True


def test_long_text_is_refused_before_it_is_read() -> None:
    board = Board()
    phone = board.frame()
    answer = board.dispatcher.frame_call(
        "own_phone", PHONE, DOCUMENT, "getMode", "[" + " " * 13_000_000 + "]"
    )
    assert "the limit is 12,000,000" in answer
    assert phone.call("getMode") == 0
    assert len(board.log("refusal")[0]["input"]) < 70_000


def test_deep_values_that_the_decoder_lets_through_pass() -> None:
    value: object = {f"{MARK}map": [["k", 1]]}
    for _ in range(60):
        value = {f"{MARK}map": [["k", value]]}
    board = Board()
    assert board.frame().call("createSession", {"templateName": "own_call", "context": {"deep": value}})


def test_calls_are_logged_with_provider_and_correlation_id() -> None:
    board = Board()
    phone = board.frame()
    phone.call("canCreateSession", "0a0b0c0d-1111-2222-3333-444455556666")
    phone.call("getMode", "any text in its place")
    phone.call("getTabs", None, None, "c")
    phone.refusal("getSession", "x", "surplus", "0a0b0c0d-1111-2222-3333-444455556666")
    entries = [entry for entry in board.log() if entry["caller"] == "own_phone"][1:]
    assert [(entry["kind"], entry["what"], entry["correlationId"]) for entry in entries] == [
        ("call", "Microsoft.CIFramework.canCreateSession", "0a0b0c0d-1111-2222-3333-444455556666"),
        ("call", "Microsoft.CIFramework.getMode", "any text in its place"),
        ("call", "Microsoft.CIFramework.getTabs", "c"),
        ("refusal", "Microsoft.CIFramework.getSession", "surplus"),
    ]
    assert entries[0]["input"] == '["0a0b0c0d-1111-2222-3333-444455556666"]'
    assert entries[0]["result"] == "true"


def test_two_providers_do_not_disturb_each_other() -> None:
    board = Board(PHONE_PROVIDER, CHAT_PROVIDER)
    phone, chat = board.frame().listen("mine"), board.frame("own_chat", CHAT).listen("mine")
    board.dispatcher.frame_call("own_phone", PHONE, DOCUMENT, "getMode", "[" * 100_000)
    number = phone.promised("notifyEvent", RING)
    board.dispatcher.frame_disconnected("own_phone", DOCUMENT)
    assert number in board.settled
    chat.promised("raiseEvent", "mine")
    assert len(board.deliveries("own_chat")) == 1
    assert chat.session() == "session-id-1"


# -- several documents --------------------------------------------------------------------------------


def test_each_document_of_a_provider_hears_for_itself() -> None:
    board = Board()
    board.frame().listen("mine")
    inner = "document-2"
    hello(board, PHONE, document=inner)
    add = ("own_phone", PHONE, inner, "addHandler", '["mine"]')
    assert board.dispatcher.frame_call(*add) == "=true"
    board.page().promised("raiseEvent", "mine")
    delivered = [value for kind, value in board.told if kind == "deliver"]
    assert [value[5] for value in delivered] == ["document-1", inner]
    assert len({value[1] for value in delivered}) == 2
    board.dispatcher.frame_disconnected("own_phone", inner)
    assert provider_view(board)["state"] == "ready"
    assert "1" not in board.settled
    board.report(delivered[0][1])
    assert board.page().settled("1") is True
    board.page().promised("raiseEvent", "mine")
    assert len(board.delivery_ids("own_phone")) == 3


def test_frames_of_the_workspaces_own_origin_act_as_the_page() -> None:
    board = Board()
    call = board.dispatcher.frame_call
    assert board.dispatcher.frame_connected("emulator_page", ADDRESS, "inner").startswith("=")
    assert call("emulator_page", ADDRESS, "inner", "addHandler", '["mine"]') == "=true"
    assert call("emulator_page", ADDRESS, "inner", "getMode", "[" * 100_000).startswith("!")
    board.page().listen("mine")
    board.page().promised("raiseEvent", "mine")
    assert [value[5] for kind, value in board.told if kind == "deliver"] == ["inner", ""]
    board.dispatcher.frame_disconnected("emulator_page", "inner")
    board.page().promised("raiseEvent", "mine")
    assert [value[5] for kind, value in board.told if kind == "deliver"] == ["inner", "", ""]
    assert board.log("event")[0]["what"] != "CIFInitDone"
