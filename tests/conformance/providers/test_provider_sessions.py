"""``ciframework.md`` 2.1, 5.3: sessions of two channel providers, from their pages on other origins."""

from __future__ import annotations

from .conftest import Widget


def test_session_id_is_text(alpha: Widget) -> None:
    assert alpha.run("return [await open('Ada'), await open('Grace'), typeof (await open('Linus'))];") == [
        "session-id-1",
        "session-id-2",
        "string",
    ]


def test_x(alpha: Widget, beta: Widget) -> None:
    assert beta.run("return [await open('Ada'), await CIF.getFocusedSession()]") == ["session-id-1", "session-id-1"]
    assert alpha.run("return [await CIF.getFocusedSession(), await CIF.getAllSessions()]") == [None, []]


def test_y(only: Widget) -> None:
    print(only.workspace.state()["panel"])
    assert only.run("return CIF.setMode(1)") == 1
