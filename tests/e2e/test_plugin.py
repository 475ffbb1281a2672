"""The pytest plugin as its users have it: a project of their own with tests on the workspace page."""

import pytest

CHAT = """{"templateName": "msdyn_chat_session", "templateParameters": {"customer": "Contoso"}}"""


@pytest.fixture
def project(pytester, playwrights_browsers):
    pytester.makefile(
        ".config.py", playwright='trace = "retain-on-failure"\nscreenshot = "only-on-failure"\n'
    )
    pytester.makeini("[pytest]\n")
    return pytester


def names_below(folder):
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_tests_share_a_page_that_is_reset_and_are_failed_by_its_errors(project):
    project.makepyfile(
        test_page=f"""
        import contextlib
        import pytest
        from cif_emulator.testing import CallRefused

        def test_a_refusal_is_an_exception(workspace):
            with pytest.raises(CallRefused) as refusal:
                workspace.call("CIFramework.createSession", {{"templateName": "msdyn_chat_sesion"}})
            assert "msdyn_chat_session" in refusal.value.message
            assert refusal.value.name.endswith("Error")
            assert refusal.value.stack

        def test_a_session_opens(workspace):
            session_id = workspace.call("CIFramework.createSession", {CHAT})
            assert workspace.focused_session.id == session_id
            assert workspace.session("Contoso").focused
            assert [entry["kind"] for entry in workspace.calls()].count("call") == 1

        def test_it_is_gone(workspace):
            assert [session.focused for session in workspace.sessions] == [True]
            assert workspace.calls() == []

        def test_an_error_on_the_console(workspace):
            workspace.page.evaluate("console.error('broken')")

        @pytest.mark.allow_page_errors("brok.n")
        def test_an_allowed_error(workspace):
            workspace.page.evaluate("console.error('broken')")

        @pytest.mark.allow_page_errors("another")
        def test_an_error_other_than_the_allowed_one(workspace):
            workspace.page.evaluate("console.error('broken')")

        def test_an_error_in_a_script(workspace):
            workspace.page.evaluate("setTimeout(() => {{ throw Error('late') }})")

        def test_crashing_the_page(workspace):
            with workspace.page.expect_event("crash"), contextlib.suppress(Exception):
                workspace.page.goto("chrome://crash")

        def test_another_page_after_that(workspace):
            assert len(workspace.sessions) == 1

        def test_leaving_the_page(workspace):
            workspace.page.goto("about:blank")
            workspace.page.close()

        def test_harms_nobody(workspace):
            assert len(workspace.sessions) == 1

        def test_setting_a_clock_and_cutting_the_network(workspace):
            workspace.page.clock.install(time=0)
            workspace.page.route("**/*", lambda route: route.abort())

        def test_harms_nobody_either(workspace):
            assert workspace.page.evaluate("new Date().getFullYear()") > 2001
            workspace.page.route("**/*", lambda route: route.abort())

        heard = []

        def test_changing_its_size_and_look_and_listening(workspace):
            workspace.page.set_viewport_size({{"width": 500, "height": 500}})
            workspace.page.emulate_media(color_scheme="dark", forced_colors="active")
            workspace.page.on("console", lambda line: heard.append(line))
            workspace.page.once("request", lambda asked: heard.append(asked))

        def test_harms_no_picture(workspace):
            assert workspace.page.evaluate("[innerWidth, innerHeight]") == [1280, 720]
            assert workspace.page.evaluate("matchMedia('(prefers-color-scheme: light)').matches")
            assert not workspace.page.evaluate("matchMedia('(forced-colors: active)').matches")
            workspace.page.evaluate("async () => console.log((await fetch('/config.json')).status)")
            assert heard == []
            workspace.page.add_init_script("window.isLeft = true")
            workspace.page.context.set_extra_http_headers({{"x-left": "yes"}})
            workspace.page.set_default_timeout(1)

        def test_nor_what_is_loaded_later(workspace):
            with workspace.page.expect_request("**/config.json") as asked:
                workspace.page.reload()
            assert "x-left" not in asked.value.headers
            assert workspace.page.evaluate("window.isLeft") is None

        def test_the_network_is_there(workspace):
            assert workspace.page.evaluate("async () => (await fetch('/config.json')).status") == 200
            session = workspace.page.context.browser.new_browser_cdp_session()
            with contextlib.suppress(Exception):
                session.send("Browser.crash")

        def test_another_browser_after_a_crash(workspace, fresh_workspace):
            assert len(workspace.sessions) == 1
            assert len(fresh_workspace().sessions) == 1
        """
    )
    result = project.runpytest_subprocess("-v")
    result.assert_outcomes(passed=15, failed=3)
    result.stdout.fnmatch_lines(
        [
            "*test_an_error_on_the_console*FAILED*",
            "*test_an_error_other*FAILED*",
            "*test_an_error_in_a_script*FAILED*",
        ]
    )
    kept = names_below(project.path / "test-results")
    assert len(kept) == 6
    assert {name.rpartition("/")[2] for name in kept} == {"workspace-trace.zip", "workspace.png"}
    assert all("an-error" in name for name in kept)


def test_each_folder_may_have_its_own_configuration_and_a_wrong_one_is_told_without_a_traceback(project):
    for name in ("one", "two", "wrong"):
        folder = project.mkdir(name)
        (folder / "workspace.toml").write_text(f'[workspace]\ntitle = "Desk {name}"\n', encoding="utf-8")
        (folder / "conftest.py").write_text(
            "import pytest\n"
            "from pathlib import Path\n"
            '@pytest.fixture(scope="session")\n'
            "def emulator_config():\n"
            '    return Path(__file__).with_name("workspace.toml")\n',
            encoding="utf-8",
        )
        (folder / f"test_{name}.py").write_text(
            f'def test_title(workspace):\n    assert workspace.state()["title"] == "Desk {name}"\n',
            encoding="utf-8",
        )
    (project.path / "wrong" / "workspace.toml").write_text("[workspace]\nmax_tabs = []\n", encoding="utf-8")
    result = project.runpytest_subprocess("--import-mode=importlib")
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(["*workspace.toml*max_tabs*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_wrong_settings_are_told_without_a_traceback(project):
    project.makefile(".config.py", playwright='trace = "sometimes"\n')
    project.makepyfile("def test_it(workspace):\n    assert workspace.sessions\n")
    result = project.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*playwright.config.py: trace: expected one of*"])
    result.stdout.no_fnmatch_line("*exception*")


def test_a_workspace_of_ones_own_has_its_configuration_and_leaves_traces_and_pictures_of_failures(project):
    project.makefile(".toml", workspace='[workspace]\nmax_sessions = 2\ntitle = "Second desk"\n')
    project.makepyfile(
        f"""
        import pytest
        from pathlib import Path
        from cif_emulator.testing import CallRefused

        def test_passing(fresh_workspace):
            seen = []
            file = Path("workspace.toml")
            desk = fresh_workspace(configuration=file, before=lambda page: seen.append(page.url))
            assert seen == ["about:blank"]
            assert desk.state()["title"] == "Second desk"
            desk.call("CIFramework.createSession", {CHAT})
            with pytest.raises(CallRefused):
                desk.call("CIFramework.createSession", {CHAT})
            assert len(desk.sessions) == 2

        def test_failing(fresh_workspace, cif_new_context):
            fresh_workspace(wait=False)
            context = cif_new_context()
            context.new_page().goto("about:blank")
            context.close()
            assert not context
        """
    )
    project.runpytest_subprocess().assert_outcomes(passed=1, failed=1)
    (folder,) = (project.path / "test-results").iterdir()
    assert "failing" in folder.name
    assert names_below(folder) == [
        "context-1-trace.zip",
        "context-2-trace.zip",
        "page-1.png",
        "page-2.png",
    ]


def test_the_command_line_goes_before_the_settings(project):
    project.makepyfile("def test_it(workspace):\n    raise AssertionError(workspace.address)\n")
    result = project.runpytest_subprocess("--tracing=off", "--output=kept", "--cif-boot=library")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: http://localhost:*/?boot=library"])
    assert [name.rpartition("/")[2] for name in names_below(project.path / "kept")] == ["workspace.png"]


def test_workers_have_a_page_each(project):
    project.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_it(workspace, number):
            assert len(workspace.sessions) == 1
        """
    )
    project.runpytest_subprocess("-n", "2").assert_outcomes(passed=4)


def test_several_browsers_run_a_test_each(project):
    project.makepyfile("def test_it(workspace):\n    pass\n")
    result = project.runpytest_subprocess(
        "--collect-only", "-q", "--browser", "chromium", "--browser", "firefox"
    )
    result.stdout.fnmatch_lines(["*::test_it?chromium?", "*::test_it?firefox?"])


def test_a_missing_browser_is_one_message_that_names_the_command(project, monkeypatch, tmp_path):
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    project.makepyfile("def test_it(workspace):\n    pass\n\ndef test_another():\n    pass\n")
    result = project.runpytest_subprocess("--browser=firefox")
    result.assert_outcomes(errors=1, passed=1)
    result.stdout.fnmatch_lines(["there is no browser*run `cif-emulator install-browser firefox`"])
    result.stdout.no_fnmatch_line("*Traceback*")
    assert list(tmp_path.iterdir()) == []


def test_a_marker_says_what_the_workspace_starts_from_and_failures_have_the_call_log(project):
    project.makefile(".toml", desk='[workspace]\ntitle = "Marked desk"\n')
    project.makefile(".csv", contact="firstname,lastname\nGrace,Marked\n")
    project.makepyfile(
        """
        import pytest

        @pytest.mark.cif_emulator(
            config="desk.toml", data=["contact.csv"], providers=["http://localhost:1/phone"]
        )
        def test_marked(workspace):
            assert workspace.state()["title"] == "Marked desk"
            assert "Marked" in [row.get("lastname") for row in workspace.records("contact")]
            assert len(workspace.state()["panel"]["providers"]) == 1

        @pytest.mark.cif_emulator(config="desk.toml", colour="red")
        def test_misspelt(workspace):
            pass

        @pytest.mark.cif_emulator(data=["nothing.csv"])
        def test_missing(workspace):
            pass

        async def test_asynchronous(workspace):
            pass

        def test_failing(workspace):
            workspace.faults.add(method="CIFramework.getMode", value=2)
            workspace.call("CIFramework.getMode")
            raise AssertionError("on purpose")
        """
    )
    result = project.runpytest_subprocess()
    result.assert_outcomes(passed=1, failed=1, errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "*@pytest.mark.cif_emulator: there is no colour; right is @pytest.mark.cif_emulator(config=*",
            "*nothing.csv*",
            "*synchronous interface, which cannot run inside an asyncio loop*",
            "*cif-emulator call log*",
            "*Microsoft.CIFramework.getMode [[][]] → 2 [[]fault: value 2]",
        ]
    )
