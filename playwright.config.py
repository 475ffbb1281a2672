"""How browser tests run; ``cif_emulator.testing`` reads this file. A command line's options go before it."""

# A picture of each failed page is under test-results/. A trace tells more, but takes a third of all time:
# `pytest --last-failed --tracing=retain-on-failure` writes one, `playwright show-trace` shows it.
trace = "off"
screenshot = "only-on-failure"

# Milliseconds: for one action, for an expectation to come true, for the page to start.
timeout = 10_000
expect_timeout = 5_000
boot_timeout = 60_000

# The page's own policy holds in its tests.
bypass_csp = False
context = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
