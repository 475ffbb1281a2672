"""Other answers than the server's, for what a page asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import APIResponse, Page, Route

# The page itself, by whichever way it starts.
DOCUMENT = re.compile(r"^[^?]*/(\?.*)?$")


def routing(address: str | re.Pattern[str], handle: Callable[[Route], None]) -> Callable[[Page], None]:
    """Has requests of a page handled."""

    def route(page: Page) -> None:
        page.route(address, handle)

    return route


def answering(address: str | re.Pattern[str], **answer: Any) -> Callable[[Page], None]:
    """Has a page get that answer in place of what is served."""
    return routing(address, lambda route: route.fulfill(**answer))


def changing(
    address: str | re.Pattern[str], change: Callable[[APIResponse], dict[str, Any]]
) -> Callable[[Page], None]:
    """Has a page get what is served, with parts of the answer changed."""

    def change_answer(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, **change(answer))

    return routing(address, change_answer)


def cut_off(answer: APIResponse) -> dict[str, Any]:
    """The first half of an answer."""
    body = answer.body()
    return {"body": body[: len(body) // 2]}


# As a page around can have it: no requests for which the page stands still.
without_waiting_requests = changing(
    DOCUMENT, lambda answer: {"headers": {**answer.headers, "permissions-policy": "sync-xhr=()"}}
)
