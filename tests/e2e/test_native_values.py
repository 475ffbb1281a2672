"""No value that a caller receives is Python's: results, rejections, events, prototypes, functions."""

from __future__ import annotations

from cif_emulator.api.description import description
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)


def test_everything_handed_out_is_native(workspace: Workspace) -> None:
    """Calls every method of the contracts, once with nothing and once with something, and walks what comes."""
    found = workspace.page.evaluate(
        scripts("everythingHandedOut"),
        description(),
    )
    assert found["faults"] == []
    assert found["called"] > 60
    assert found["walked"] > 200


def test_console_shows_native_functions_and_properties(workspace: Workspace) -> None:
    with workspace.page.expect_console_message() as shown:
        workspace.page.evaluate("console.log(Microsoft.Apm)")
    assert "Proxy" not in shown.value.text
    kinds = workspace.page.evaluate("Object.values(Microsoft.Apm).map((value) => [typeof value, value.name])")
    assert ["function", "createSession"] in kinds


def test_errors_satisfy_every_way_of_reading(workspace: Workspace) -> None:
    found = workspace.page.evaluate("""async () => {
      const error = await Microsoft.CIFramework.createSession({ templateName: "nope" }).catch((error) => error);
      return [error.message, error.errorMsg, error.get("message"), error.value.errorMsg, error.toString(),
              error instanceof Error, error.n, Object.keys(error).includes("get")];
    }""")
    message = found[0]
    assert 'there is no session template "nope"' in message
    assert found[1:4] == [message] * 3
    assert message in found[4]
    assert found[5:] == [True, "createsession", False]


def test_stack_begins_where_the_call_was_made(workspace: Workspace) -> None:
    stack = workspace.page.evaluate("""async () => {
      const callFromHere = () => Microsoft.CIFramework.createSession({});
      return (await callFromHere().catch((error) => error)).stack;
    }""")
    assert "callFromHere" in stack.splitlines()[1]


def test_a_session_is_one_object_until_a_reset(workspace: Workspace) -> None:
    """Whoever asks again gets the same one; ids that begin anew name another session."""
    same = workspace.page.evaluate(scripts("aSessionIsOneObjectUntilAReset"))
    assert same == [True, True, False, True]


def test_only_what_somebody_reads_is_in_the_log(workspace: Workspace) -> None:
    """A live object is made without a trace; so is a context, and what its own writes bring up to date."""
    found = workspace.page.evaluate(scripts("onlyWhatSomebodyReadsIsInTheLog"))
    silent = ["Microsoft.Apm.getSession", "Session.getFocusedTab", "Session.getContext", "Context.set"]
    assert found == [silent, "v", True, "tab-id-1", len(silent) + 2]
