"""The browser's console: what a person types there, run as the developer tools run it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


class Console:
    """Types into a page's console; the value of the last expression comes back as plain data."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def type(self, text: str) -> Any:
        """Run a text as the console does: sloppy mode, top-level ``await``, variables stay. Promises are awaited."""
        result = self._answer(
            "Runtime.evaluate",
            expression=text,
            replMode=True,
            includeCommandLineAPI=True,
            userGesture=True,
        )
        if result.get("subtype") == "promise":
            result = self._answer(
                "Runtime.awaitPromise", promiseObjectId=result["objectId"], returnByValue=True
            )
        return result.get("value")

    def _answer(self, method: str, **parameters: object) -> dict[str, Any]:
        answer: dict[str, Any] = self._session.send(method, parameters)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            thrown = details.get("exception", {}).get("description") or details["text"]
            raise AssertionError(f"the console says: {thrown}")
        result: dict[str, Any] = answer["result"]
        return result
