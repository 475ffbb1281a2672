"""Local Network Access in tests: what the agent is asked in a browser, the fixtures answer."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import Error, Page

PERMISSIONS = ("loopback-network", "local-network")


def allow_local_network(page: Page) -> None:
    """Let pages on public addresses, such as a vendor's widget, load the library from this machine.

    Chromium asks for that. Other permissions stay as they are: ``grant_permissions`` denies all others.
    """
    browser = page.context.browser
    if browser is None or browser.browser_type.name != "chromium":
        return
    # Older ones know no such permission, and ask for none.
    with suppress(Error):
        own = page.context.new_cdp_session(page)
        target = own.send("Target.getTargetInfo")["targetInfo"]
        own.detach()
        # It stays open: what it has set ends with it.
        session = browser.new_browser_cdp_session()
        for name in PERMISSIONS:
            session.send(
                "Browser.setPermission",
                {
                    "permission": {"name": name},
                    "setting": "granted",
                    "browserContextId": target["browserContextId"],
                },
            )
