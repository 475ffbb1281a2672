"""The pytest plugin in suites of others, which have the package in their environment but mind their own business."""

import json
import sys
from pathlib import Path

import pytest

from cif_emulator.cli import browsers

# Makes modules unavailable in each Python that starts with this folder on its path.
HIDE = """
import os, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in os.environ["HIDDEN"].split():
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Hidden())
"""


@pytest.fixture
def suite(pytester, playwrights_browsers):
    """Somebody's tests, which treat every warning as an error."""
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(test_own="def test_own():\n    pass\n")
    return pytester


@pytest.fixture
def hide(suite, monkeypatch):
    def hide(*names):
        folder = suite.mkdir("hiding")
        (folder / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(folder))
        monkeypatch.setenv("HIDDEN", " ".join(names))

    return hide


def imported(suite, *options):
    """The modules that a suite's run has imported."""
    suite.makepyfile(
        test_own="import json, sys\nfrom pathlib import Path\n\ndef test_own():\n"
        "    Path('modules.json').write_text(json.dumps(list(sys.modules)))\n"
    )
    suite.runpytest_subprocess(*options).assert_outcomes(passed=1)
    return set(json.loads((suite.path / "modules.json").read_text(encoding="utf-8")))


def test_only_the_standard_library_is_imported(suite, monkeypatch):
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    more = imported(suite, "-p", "cif_emulator.testing.plugin") - imported(suite)
    others = {name for name in more if name.partition(".")[0] not in sys.stdlib_module_names}
    assert others == {
        "cif_emulator",
        "cif_emulator.testing",
        "cif_emulator.testing.calls",
        "cif_emulator.testing.outcomes",
        "cif_emulator.testing.plugin",
        "cif_emulator.testing.scripts",
    }


def test_unrelated_tests_pass_beside_pytest_playwright_without_the_extra(suite, hide):
    hide("filelock", "attr", "attrs", "cattrs", "click", "starlette", "uvicorn")
    # Hypothesis loads what its neighbours register with it, which need attrs themselves.
    suite.runpytest_subprocess("-p", "no:hypothesispytest").assert_outcomes(passed=1)


def test_without_the_extra_the_fixtures_name_it(suite, hide):
    hide("filelock", "playwright", "pytest_playwright", "slugify")
    suite.makepyfile(
        test_ours="def test_ours(workspace):\n    pass\n\ndef test_settings(cif_settings):\n    pass\n"
    )
    result = suite.runpytest_subprocess("-p", "no:playwright")
    result.assert_outcomes(passed=1, errors=2)
    remedy = "pip install 'cif-emulator?testing?'"
    result.stdout.fnmatch_lines(
        [f"*pytest-playwright is not loaded*{remedy}", f"*No module named 'playwright'*{remedy}"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_names_that_others_use_are_theirs(suite):
    suite.makeconftest(
        """
        import pytest

        def pytest_addoption(parser):
            for option in ("--boot", "--reset", "--config", "--profile"):
                parser.addoption(option, default="theirs")

        @pytest.fixture
        def boot(pytestconfig):
            return pytestconfig.getoption("--boot")
        """
    )
    suite.makepyfile(
        """
        import pytest

        def test_theirs(boot):
            assert boot == "theirs"

        @pytest.mark.parametrize("name", ["browser_settings", "shared_pages"])
        def test_no_such_fixture(name, request):
            with pytest.raises(pytest.FixtureLookupError):
                request.getfixturevalue(name)
        """
    )
    suite.runpytest_subprocess("--boot", "theirs").assert_outcomes(passed=4)


def test_settings_are_not_read_for_others(suite):
    suite.makefile(".config.py", playwright="raise RuntimeError('read')\n")
    suite.runpytest_subprocess().assert_outcomes(passed=1)


def test_without_the_plugin_nothing_of_it_is_there(suite):
    suite.makepyfile(test_ours="def test_ours(workspace):\n    pass\n")
    result = suite.runpytest_subprocess("-p", "no:cif_emulator")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'workspace' not found*"])


def test_page_and_browser_stay_the_users(suite, cif_playwright):
    """They have their own launch options, context and expectations; a workspace in the same test has the file's."""
    # pytest-playwright's own `page` warns of its `base_url`, whoever else is there.
    suite.makeini(
        "[pytest]\nfilterwarnings =\n"
        "    error\n    ignore:Session-scoped fixtures defined as instance methods\n"
    )
    suite.makefile(
        ".config.py",
        playwright='context = {"locale": "de-DE", "viewport": {"width": 700, "height": 500}}\n'
        "timeout = 9_000\nexpect_timeout = 100\n",
    )
    own = Path(cif_playwright.chromium.executable_path)
    suite.makeconftest(
        f"""
        import pytest

        @pytest.fixture(scope="session")
        def browser_type_launch_args(browser_type_launch_args):
            return {{**browser_type_launch_args, "executable_path": {str(browsers.executable("chromium", own) or own)!r},
                    "chromium_sandbox": {browsers.can_sandbox()}}}

        @pytest.fixture(scope="session")
        def browser_context_args(browser_context_args):
            return {{**browser_context_args, "locale": "fr-FR"}}
        """
    )
    suite.makepyfile(
        """
        import pytest
        from playwright.sync_api import expect

        def language(page):
            return page.evaluate("navigator.language")

        def expect_in_vain(page):
            with pytest.raises(AssertionError) as failure:
                expect(page.locator("blink")).to_have_count(1)
            return str(failure.value)

        def test_both(page, browser, workspace, cif_browser):
            assert (language(page), language(workspace.page)) == ("fr-FR", "de-DE")
            assert workspace.page.viewport_size == {"width": 700, "height": 500}
            assert browser is page.context.browser
            assert cif_browser is workspace.page.context.browser
            assert browser is not cif_browser
            assert "100ms" in expect_in_vain(page)

        def test_theirs(page):
            expect.set_options(timeout=200)
            assert "200ms" in expect_in_vain(page)
        """
    )
    suite.runpytest_subprocess().assert_outcomes(passed=3)
