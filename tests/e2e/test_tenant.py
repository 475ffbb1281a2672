"""What comes from a real tenant: an exported solution, web resources."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from cif_emulator.cli.built_page import built_page
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.import_ import import_command
from cif_emulator.cli.listening import serving
from cif_emulator.testing.fixtures import FreshWorkspace
from cif_emulator.testing.scripts import Scripts
from cif_emulator.testing.workspace_page import Workspace

scripts = Scripts(__file__)

SOLUTION = Path(__file__).parents[1] / "fixtures" / "exports" / "solution"


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    """The fixture solution, zipped and imported by the command."""
    source = tmp_path / "solution.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for file in sorted(SOLUTION.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(SOLUTION).as_posix())
    target = tmp_path / "workspace.toml"
    done = CliRunner().invoke(import_command, [str(source), "--out", str(target)])
    assert done.exit_code == 0, done.output
    return target


# The export names an icon, the web resource itself is not part of it.
@pytest.mark.allow_page_errors("quay.svg")
def test_exported_session_opens_as_it_does_in_the_tenant(
    fresh_workspace: FreshWorkspace, imported: Path
) -> None:
    workspace = fresh_workspace(configuration=imported)
    page = workspace.page
    contact = page.evaluate("""async () => {
      const found = await Microsoft.CIFramework.searchAndOpenRecords("contact", "?$select=fullname&$top=1", true);
      return JSON.parse(found)[0];
    }""")
    parameters = {"hrb_berth": "7 b", "hrb_contactid": contact["contactid"]}
    found = page.evaluate(
        scripts("exportedSessionOpensAsItDoesInTheTenant"),
        parameters,
    )
    # The organisation's base language, and "apply session title to anchor tab".
    assert found["title"] == workspace.focused_session.title == "Kai: 7 b"
    (anchor_title, anchor), *others = found["tabs"]
    assert anchor_title == "Kai: 7 b"
    # Parameter rows win over the cached column, which names another slug.
    assert anchor == {"pageType": "entityrecord", "entityName": "contact", "entityId": contact["contactid"]}
    urls = {
        title: page_input["url"]
        for title, page_input in others
        if page_input["pageType"] == "thirdpartywebsite"
    }
    assert urls["Tides at 7 b"] == "https://tides.example/today?berth=7%20b"
    # The older form of a third-party site: a container page and an encoded address.
    assert "https://weather.example/now?place=7%20b&note=a%20b" in urls.values()
    assert workspace.state()["panel"]["mode"] == "minimized"


WEB_RESOURCE = """<!doctype html>
<title>Own resource</title>
<h1>Own resource</h1>
<p id="data"></p>
<script>
  document.getElementById("data").textContent = new URLSearchParams(location.search).get("data");
  window.open_case = async (id) => {
    const context = new Map([["parametersStr", JSON.stringify([["entityName", "incident"], ["entityId", id]])]]);
    return await window.parent.Microsoft.Apm.createSession({ templateName: "case_entity_session_default_template", sessionContext: context });
  };
</script>"""


@pytest.fixture
def with_web_resources(
    tmp_path: Path, cif_new_context: Callable[..., object]
) -> Iterator[Callable[[], Workspace]]:
    """A workspace whose server has a folder of web resources."""
    folder = tmp_path / "resources"
    (folder / "acme_").mkdir(parents=True)
    (folder / "acme_" / "Page.html").write_text(WEB_RESOURCE, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("out of reach", encoding="utf-8")
    app = application(Service(page=built_page(), web_resources=folder))
    with serving(app) as url:

        def open_workspace() -> Workspace:
            workspace = Workspace(page=cif_new_context().new_page(), url=url)
            workspace.open(60_000)
            return workspace

        yield open_workspace


def test_web_resource_shares_the_workspaces_apis(with_web_resources: Callable[[], Workspace]) -> None:
    workspace = with_web_resources()
    page = workspace.page
    page.evaluate("""async () => {
      await Microsoft.Apm.createSession({ templateName: "msdyn_chat_session" });
      const appContext = new Map([["webresourceName", "ACME_/page_html"], ["data", "a b&c"]]);
      await Microsoft.Apm.createTab({ templateName: "webresource", appContext });
    }""")
    frame = page.get_by_role("tabpanel").locator("iframe").content_frame
    expect(frame.get_by_role("heading", name="Own resource")).to_be_visible()
    expect(frame.locator("#data")).to_have_text("a b&c")
    inside = next(each for each in page.frames if "acme_" in each.url.lower())
    session_id = inside.evaluate("id => window.open_case(id)", "fac04293-1ab0-eb11-8236-000d3a5c49ed")
    assert workspace.focused_session.id == session_id
    # The folder's neighbours are out of reach.
    for path in (
        "webresources/../secret.txt",
        "webresources/acme_/../../secret.txt",
        "webresources/%2e%2e/secret.txt",
    ):
        assert "out of reach" not in page.request.get(workspace.url + path).text()
