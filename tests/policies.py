"""Permissions that a page around takes from the workspace."""

from __future__ import annotations

from playwright.sync_api import Route


def without_waiting_requests(route: Route) -> None:
    """Have a page get its document with a policy that forbids requests for which it stands still."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={**answer.headers, "permissions-policy": "sync-xhr=()"})
