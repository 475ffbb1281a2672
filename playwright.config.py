"""How browser tests run; ``cif_emulator.testing`` reads this file. A command line's options go before it."""

# Keep Playwright's trace of each failed test under test-results/ (show it with `playwright show-trace`).
trace = "retain-on-failure"
screenshot = "only-on-failure"

# Milliseconds: for one action, for an expectation to come true, for the page to start.
timeout = 10_000
expect_timeout = 5_000
boot_timeout = 60_000

context = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
