"""The npm package, installed in a fresh folder: its command against the one of this checkout."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from cryptography import x509

from cif_emulator import __version__
from cif_emulator.cli.main import main
from cif_emulator.cli.node.exceptions import NOT_IN_NODE
from release.artifacts import tarball_faults
from release.trial import try_command
from tests.checks.test_messages import missing

ROOT = Path(__file__).parents[2]
PYTHON = [shutil.which("cif-emulator", path=str(Path(sys.executable).parent)) or "cif-emulator"]
# Of the connection or of the copy, not of the answer; and only a checkout's page has compressed copies.
HOP_BY_HOP = {"connection", "date", "keep-alive", "last-modified", "transfer-encoding", "vary"}

# Columns that texts are folded to where there is no terminal.
TOLD_WIDTH = 78

GOOD = '[workspace]\ntitle = "Mine"\n\n[[provider]]\nunique_name = "soft"\nname = "Soft"\nchannel_url = "http://localhost:9/"\n'
BAD = '[workspace]\ntitel = "x"\n\n[[provider]]\nname = 3\n'

RECORDING = {
    "format": "cif-emulator recording",
    "version": 1,
    "steps": [
        {"number": 1, "kind": "call", "who": "soft", "name": "CIFramework.getMode", "input": [], "result": 1},
        {
            "number": 2,
            "kind": "action",
            "who": "agent",
            "name": "setPresence",
            "input": ["p"],
            "target": "Busy",
        },
    ],
}


@pytest.fixture(scope="module")
def installed(tarball: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the package is installed."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "package.json").write_text('{ "private": true }', encoding="utf-8")
    command = ["npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", str(tarball)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="module")
def node(installed: Path) -> list[str]:
    return [str(installed / "node_modules" / ".bin" / "cif-emulator")]


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What commands are given."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "good.toml").write_text(GOOD, encoding="utf-8")
    (folder / "bad ä.toml").write_text(BAD, encoding="utf-8")
    (folder / "no.toml").write_text("title = ", encoding="utf-8")
    (folder / "no.zip").write_bytes(b"PK")
    (folder / "contact.csv").write_text("fullname,mobilephone\nAda,+1\n", encoding="utf-8")
    (folder / "recording.json").write_text(json.dumps(RECORDING), encoding="utf-8")
    for name in ("solution", "migration"):
        shutil.make_archive(str(folder / name), "zip", ROOT / "tests" / "fixtures" / "exports" / name)
    page = folder / "resources" / "acme_" / "Page.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html>", encoding="utf-8")
    return folder


def run(command: list[str], words: list[str], folder: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [*command, *words], cwd=folder, capture_output=True, check=False, timeout=120, encoding="utf-8"
    )
    return done.returncode, done.stdout, done.stderr


def test_it_has_what_a_release_asks_for(tarball: Path) -> None:
    assert tarball_faults(tarball, __version__) == []


def test_it_needs_no_other_package(tarball: Path) -> None:
    with tarfile.open(tarball) as archive:
        package = json.load(archive.extractfile("package/package.json"))
    assert not package.keys() & {"dependencies", "devDependencies"}


def test_it_answers_as_a_release_asks(node: list[str], tmp_path: Path) -> None:
    try_command(Path(node[0]), __version__, tmp_path)


# Each is run by itself: the other side of Python takes part, or the process' own end. (The trial of a release does so
# with the version and a check.)
CALLS = [
    ["serve", "--port", "99999"],
    ["serve", "--host", "no.such.host.invalid"],
    ["serve", "--host", "192.0.2.1"],
    ["serve", "--certificate", "good.toml"],
    ["serve", "--port", "0", "--data", "contact.csv", "--data", "good.toml"],
    ["serve", "--port", "0", "--data", "nowhere.csv"],
    ["exec", "--", "no-such-program"],
    ["exec", "--record", "recordings", "--", "no-such-program"],
]

# These are run one after the other in one interpreter. What they write is compared, too.
QUICK_CALLS = [
    [],
    ["--version"],
    ["--help"],
    ["-h"],
    ["--nonsense"],
    ["nonsense"],
    *([name, "--help"] for name in main.commands),
    ["check"],
    ["check", "good.toml"],
    ["check", "bad ä.toml"],
    ["check", "--json", "bad ä.toml"],
    ["check", "--strict", "./nowhere/x.toml"],
    ["check", "no.toml"],
    ["check", "resources"],
    ["schema"],
    ["schema", "--out", "workspace.schema.json"],
    ["schema", "--out", "nowhere/workspace.schema.json"],
    ["types"],
    ["types", "--out", "made/types"],
    ["types", "--out", "made/fewer", "--no-xrm"],
    ["types", "--out", "good.toml"],
    ["init", "made/python", "--py"],
    ["init", "made/typescript", "--ts"],
    ["init", "made/python"],
    ["init", "made/both", "--ts", "--py"],
    ["init", "made/from", "--py", "--from", "nowhere.whl"],
    ["init", "made/asks"],
    ["import", "no.zip"],
    ["import", "no.zip", "--out", "made/no.toml"],
    ["import", "nowhere.zip", "--out", "made/no.toml"],
    ["import", "solution.zip", "--out", "made/solution.toml", "--web-resources-out", "made/resources"],
    ["import", "solution.zip", "--out", "made/solution.toml"],
    ["import", "migration.zip", "--out", "made/migration.toml", "--force"],
    ["check", "made/solution.toml"],
    ["export", "good.toml"],
    ["export", "good.toml", "--as", "pytest"],
    ["export", "recording.json", "--as", "java"],
    ["export", "recording.json", "--as", "pytest"],
    ["export", "recording.json", "--as", "pytest", "--out", "made/test_it.py", "--config", "good.toml"],
    ["export", "recording.json", "--as", "playwright-ts", "--out", "made/it.spec.ts"],
    ["build"],
    ["build", "--out", "resources"],
    ["build", "--out", "made/site", "--config", "bad ä.toml"],
    ["serve", "extra"],
    ["serve", "--config", "bad ä.toml"],
    ["serve", "--profile", "nobody"],
    ["serve", "--provider", "nowhere"],
    ["serve", "--web-resources", "nowhere"],
    ["serve", "--key", "nowhere.pem"],
    ["serve", "--https", "--host", "no_name"],
    ["serve", "--certificate", "nowhere.pem"],
    ["exec"],
    ["exec", "--config", "nowhere.toml", "--", "true"],
    ["exec", "--record", "good.toml", "--", "no-such-program"],
    ["recorder"],
    ["recorder", "--bookmarklet"],
    ["replay"],
    ["replay", "nowhere.json"],
    ["replay", "no.toml"],
]


def test_what_it_does_not_do_is_told(node: list[str], tmp_path: Path) -> None:
    for name, instead in NOT_IN_NODE.items():
        code, _, told = run(node, [name], tmp_path)
        assert (code, told) == (2, f"{name}: {instead}\n")


def test_all_exceptions_are_documented() -> None:
    _, _, table = (ROOT / "docs/guides/npm.md").read_text(encoding="utf-8").partition("| Instead |")
    rows = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert [row.split(" ")[-1] for row in rows] == list(NOT_IN_NODE)


def test_commands_say_and_give_back_the_same(node: list[str], inputs: Path) -> None:
    with ThreadPoolExecutor(2) as both:
        for words in CALLS:
            python = both.submit(run, PYTHON, words, inputs)
            assert (words, *run(node, words, inputs)) == (words, *python.result())


def in_one_interpreter(
    installed: Path, calls: list[list[str]], folder: str, **more: str
) -> list[tuple[int, str, str]]:
    job = {"npm": str(installed / "node_modules/cif-emulator/npm"), "calls": calls, "folder": folder, **more}
    done = subprocess.run(
        ["node", Path(__file__).with_name("npm_commands.mjs"), json.dumps(job)],
        cwd=folder if Path(folder).is_dir() else None,
        capture_output=True,
        check=True,
        timeout=120,
        encoding="utf-8",
    )
    return [tuple(each) for each in json.loads(done.stdout)]


def written(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_every_command_says_and_writes_the_same(
    installed: Path, inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = (shutil.copytree(inputs, tmp_path / name / "work") for name in ("python", "node"))
    monkeypatch.chdir(ours)
    found = in_one_interpreter(installed, QUICK_CALLS, str(theirs))
    for words, answer in zip(QUICK_CALLS, found, strict=True):
        done = CliRunner().invoke(main, words, prog_name="cif-emulator", terminal_width=TOLD_WIDTH)
        expected = (done.exit_code, done.stdout, done.stderr)
        assert (words, *answer) == (words, *expected), done.exception
        _, is_usage, wrong = done.stderr.partition("\nError: ")
        refused = [wrong] if is_usage else done.stderr.splitlines() if done.exit_code and words else []
        assert (words, missing(refused)) == (words, [])
    assert written(theirs) == written(ours)


WINDOWS_CALLS = {
    r"check C:\Work\good.toml": (0, r"C:\Work\good.toml: ", ""),
    r"check c:/Work/bad.toml": (1, "c:\\Work\\bad.toml", ""),
    r"check sub\..\bad.toml": (1, "sub\\..\\bad.toml", ""),
    r"check \Work\bad.toml": (1, "\\Work\\bad.toml", ""),
    r"check D:\other.toml": (0, "D:\\other.toml", ""),
    r"check D:\nowhere.toml": (2, "", "D:\\nowhere.toml: cannot be read: No such file or directory"),
    r"check E:\nowhere.toml": (2, "", "E:\\nowhere.toml: cannot be read: No such file or directory"),
    r"schema --out D:\made.json": (0, "", ""),
    r"types --out made\types": (0, "", ""),
    r"import solution.zip --out D:\made.toml --web-resources-out made\resources": (0, "D:\\made.toml", ""),
    r"check D:\made.toml": (0, "D:\\made.toml", ""),
    r"serve --data C:\Work\nowhere.csv": (2, "", "C:\\Work\\nowhere.csv"),
}


def test_paths_of_windows_are_found_and_told_as_they_are_typed(
    installed: Path, inputs: Path, tmp_path: Path
) -> None:
    work = tmp_path / "C" / "Work"
    shutil.copytree(inputs, work)
    (work / "bad ä.toml").rename(work / "bad.toml")
    for folder in (work / "sub", tmp_path / "C" / "Temp", tmp_path / "D"):
        folder.mkdir()
    (tmp_path / "D" / "other.toml").write_text(GOOD, encoding="utf-8")
    calls = [call.split(" ") for call in WINDOWS_CALLS]
    found = in_one_interpreter(installed, calls, r"C:\Work", drives=str(tmp_path))
    for words, answer, expected in zip(calls, found, WINDOWS_CALLS.values(), strict=True):
        assert (words, answer[0]) == (words, expected[0]), answer
        assert expected[1] in answer[1], answer
        assert expected[2] in answer[2], answer
    made = {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    assert {"D/made.json", "D/made.toml", "C/Work/made/types/xrm.d.ts"} <= made
    assert any(name.startswith("C/Work/made/resources/") for name in made)
    assert not list((tmp_path / "C" / "Temp").iterdir())


@pytest.mark.parametrize(
    ("typed", "inside"),
    [
        (r"C:\a\b.toml", "/C:/a/b.toml"),
        ("c:/a", "/C:/a"),
        # What Python has put behind the present folder.
        (r"/C:/desk/D:\x\y", "/D:/x/y"),
        (r"/C:/desk/sub\..\f.toml", "/C:/desk/sub/../f.toml"),
        (r"/C:/desk/\rooted", "/C:/rooted"),
        (r"/C:/desk/\\server\share\a", r"/\\server\share/a"),
        ("//server/share/a", r"/\\server\share/a"),
        ("/rooted/x", "/C:/rooted/x"),
        ("/lib/python314.zip", "/lib/python314.zip"),
        ("/C:/desk/x//y", "/C:/desk/x//y"),
    ],
)
def test_every_form_of_a_path_of_windows_has_its_place(typed: str, inside: str) -> None:
    module = (ROOT / "web/npm/files.mjs").as_uri()
    script = f"import({json.dumps(module)}).then((files) => console.log(files.insidePath(...process.argv.slice(1))))"
    done = subprocess.run(
        ["node", "-e", script, typed, r"C:\desk"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{inside}\n"


def interrupted(process: subprocess.Popen[str]) -> int:
    """The exit code after Ctrl-C; a process that goes on is killed."""
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


@contextmanager
def serving(command: list[str], folder: Path, *words: str) -> Iterator[str]:
    with subprocess.Popen(
        [*command, "serve", "--port", "0", "--json", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            assert interrupted(process) == 0


@contextmanager
def showing_documentation(command: list[str], folder: Path) -> Iterator[str]:
    with subprocess.Popen(
        [*command, "docs", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            told, _, url = process.stdout.readline().rpartition(" ")
            assert told == "Documentation at"
            yield url.strip()
        finally:
            assert interrupted(process) == 0


def asked(url: str, method: str, target: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    place = urlsplit(url)
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    kept = {name.lower(): value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
    return answer.status, kept, body


REQUESTS: list[tuple[str, str, dict[str, str]]] = [
    ("GET", "/", {}),
    ("HEAD", "/index.html?boot=library", {}),
    ("POST", "/", {}),
    ("GET", "/config.json", {}),
    ("GET", "/config.json", {"Accept-Encoding": "gzip"}),
    ("GET", "//WebResources/widget/MSDYN_cilibrary.js", {}),
    ("GET", "/webresources/ACME_/page_html", {}),
    ("GET", "/webresources/acme_/page.html?data=%20", {"Range": "bytes=2-8"}),
    ("GET", "/webresources/deep/ClientGlobalContext.js.aspx", {}),
    ("GET", "/webresources/../index.html", {}),
    ("GET", "/pyodide/", {}),
    ("GET", "/prepared/prepared.json", {"If-None-Match": "*"}),
    ("GET", "/nowhere/%C3%A4", {}),
    ("GET", "/records-nothing.sqlite", {}),
    ("GET", "/", {"Host": "evil.example"}),
    ("GET", "/", {"Host": ""}),
    ("OPTIONS", "/config.json", {"Origin": "http://localhost:1"}),
]


def test_servers_answer_alike(node: list[str], inputs: Path) -> None:
    words = ["--config", "good.toml", "--data", "contact.csv", "--web-resources", "resources"]
    with serving(PYTHON, inputs, *words) as one, serving(node, inputs, *words) as other:
        for method, target, headers in REQUESTS:
            expected, found = (asked(url, method, target, dict(headers)) for url in (one, other))
            if target.startswith("/config.json") and expected[0] == 200:
                # The records' file is another: each of the interpreters has its SQLite.
                for answer in (expected, found):
                    assert answer[1].pop("etag")
                    answer[1].pop("content-length", None)
                expected, found = ((*each[:2], b"") for each in (expected, found))
            assert (method, target, found) == (method, target, expected)
        page = json.loads(asked(other, "GET", "/config.json", {})[2])
        status, _, records = asked(other, "GET", f"/{page['workspace']['prepared_records']}", {})
        assert (status, records[:15]) == (200, b"SQLite format 3")


def certified(command: list[str], folder: Path) -> tuple[list[str], set[str]]:
    """What is told, without the port, and the names in the certificate that is made for the run."""
    words = [
        "serve",
        "--https",
        "--port",
        "0",
        "--allowed-host",
        "workspace.example",
        "--allowed-host",
        "[::2]",
    ]
    with subprocess.Popen(
        [*command, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            told = [process.stdout.readline(), process.stderr.readline()]
            port = urlsplit(told[0].split()[-1]).port
            assert port is not None
            pem = ssl.get_server_certificate(("localhost", port), timeout=30)
            found = x509.load_pem_x509_certificate(pem.encode())
            # As a browser that has been told to trust it.
            connection = http.client.HTTPSConnection(
                "localhost", port, timeout=30, context=ssl._create_unverified_context()
            )
            connection.request("GET", "/config.json")
            assert connection.getresponse().status == 200
            connection.close()
        finally:
            assert interrupted(process) == 0
    assert found.not_valid_after_utc > datetime.now(UTC) > found.not_valid_before_utc
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [line.replace(str(port), "PORT") for line in told], {str(name.value) for name in names}


def test_both_make_a_certificate_for_the_run(node: list[str], tmp_path: Path) -> None:
    lines, names = certified(node, tmp_path)
    assert (lines, names) == certified(PYTHON, tmp_path)
    assert names == {"localhost", "127.0.0.1", "::1", "workspace.example", "::2"}


def test_a_changed_configuration_is_served(node: list[str], tmp_path: Path) -> None:
    file = tmp_path / "workspace.toml"
    file.write_text(GOOD, encoding="utf-8")
    with serving(node, tmp_path, "--config", file.name) as url:
        for title in ("Other", "Third"):
            file.write_text(GOOD.replace("Mine", title), encoding="utf-8")
            served = json.loads(asked(url, "GET", "/config.json", {})[2])
            assert served["workspace"]["title"] == title


ASK = """
import os, sys, urllib.request
url = os.environ["CIF_EMULATOR_URL"]
print(urllib.request.urlopen(url).status, sys.argv[1:], flush=True)
sys.exit(5)
"""
WAIT = """
import signal, sys
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(7))
print("waiting", flush=True)
signal.pause()
"""


def test_a_program_runs_while_it_serves(node: list[str], tmp_path: Path) -> None:
    code, printed, _ = run(node, ["exec", "--", sys.executable, "-c", ASK, "--own"], tmp_path)
    assert (code, printed) == (5, "200 ['--own']\n")


POST = """
import json, os, urllib.error, urllib.request
url = os.environ["CIF_EMULATOR_URL"]
steps = [{"number": 1, "kind": "call", "who": "phone", "name": "CIFramework.getMode", "input": "ä"}]
piece = json.dumps({"format": "cif-emulator recording", "version": 1, "complete": True, "steps": steps})
for text, origin in ((piece, url.rstrip("/")), (piece, "http://evil.example"), ("{", url.rstrip("/"))):
    try:
        asked = urllib.request.Request(url + "recordings/one", text.encode(), {"Origin": origin})
        answer = urllib.request.urlopen(asked)
    except urllib.error.HTTPError as refused:
        answer = refused
    print(answer.status, answer.read().decode().strip(), answer.headers["Cache-Control"])
"""


def test_both_record_the_same(node: list[str], tmp_path: Path) -> None:
    told: list[tuple[tuple[int, str, str], bytes]] = []
    for command, name in ((PYTHON, "python"), (node, "node")):
        (tmp_path / name).mkdir()
        words = ["exec", "--record", "a/b", "--", sys.executable, "-c", POST]
        file = tmp_path / name / "a" / "b" / "recording-1.json"
        told.append((run(command, words, tmp_path / name), file.read_bytes()))
    assert told[0] == told[1]
    (code, printed, recorded), _ = told[0]
    assert (code, recorded) == (0, "Recorded: a/b/recording-1.json\n")
    assert [line.split(" ")[0] for line in printed.splitlines()] == ["204", "403", "400"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_signals_are_passed_on(node: list[str], tmp_path: Path) -> None:
    command = [*node, "exec", "--", sys.executable, "-c", WAIT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 7


def test_a_site_is_written_with_the_same_files(node: list[str], inputs: Path, tmp_path: Path) -> None:
    sites = [tmp_path / "python", tmp_path / "node"]
    for command, site in zip((PYTHON, node), sites, strict=True):
        words = ["build", "--config", "good.toml", "--out", str(site)]
        assert run(command, words, inputs)[0] == 0
    names: list[set[str]] = []
    for site in sites:
        files = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
        names.append({name for name in files if not name.endswith((".br", ".gz", ".map", ".sqlite"))})
    assert names[0] == names[1]
    assert (sites[0] / "index.html").read_bytes() == (sites[1] / "index.html").read_bytes()


def test_node_programs_start_and_end_a_server(installed: Path) -> None:
    script = """
      const { startServer } = await import("./node_modules/cif-emulator/npm/serve.mjs");
      const { url, close } = await startServer();
      console.log((await fetch(url)).status);
      await close();
      await startServer(["--config", "nowhere.toml"]).catch(({ message }) => console.log(message));
    """
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout == "200\nnowhere.toml: cannot be read: No such file or directory\n", done.stderr


def test_the_documentation_is_the_same(node: list[str], tmp_path: Path) -> None:
    with showing_documentation(PYTHON, tmp_path) as one, showing_documentation(node, tmp_path) as other:
        for target in ("/", "/reference/configuration.html", "/nowhere", "/workspace/", "/workspace/nowhere"):
            answers = [asked(url, "GET", target, {}) for url in (one, other)]
            assert (target, answers[1]) == (target, answers[0])


@contextmanager
def listening(url: str) -> Iterator[Iterator[dict[str, Any]]]:
    """What an open page hears."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(url).port, timeout=60)
    try:
        connection.request("GET", "/live-reload")
        lines = iter(connection.getresponse().readline, b"")
        yield (json.loads(line.removeprefix(b"data: ")) for line in lines if line.startswith(b"data: "))
    finally:
        connection.close()


def test_open_pages_hear_of_what_changes(node: list[str], inputs: Path, tmp_path: Path) -> None:
    work = shutil.copytree(inputs, tmp_path / "work")
    page, resource = work / "widget" / "index.html", work / "resources" / "acme_" / "Page.html"
    page.parent.mkdir()
    page.write_text("one", encoding="utf-8")
    words = ["--config", "good.toml", "--web-resources", "resources", "--provider", "widget"]
    with serving(node, work, *words) as url, ExitStack() as pages:
        heard = [pages.enter_context(listening(url)) for _ in range(10)]
        tags = {next(each)["configuration"] for each in heard}
        assert len(tags) == 1
        for file, text, is_told in (
            (work / "good.toml", GOOD.replace("Mine", "Other"), lambda told: {told["configuration"]} != tags),
            (work / "good.toml", BAD, lambda told: "titel" in told["error"]),
            (resource, "<!doctype html>other", lambda told: told["webResources"] == 1),
            (page, "one and two", lambda told: told["providers"] == {"local_widget": 1}),
        ):
            file.write_text(text, encoding="utf-8")
            for each in heard:
                assert any(is_told(told) for told in each)
        served = json.loads(asked(url, "GET", "/config.json", {})[2])
        (shown,) = (
            each["channel_url"] for each in served["provider"] if each["unique_name"] == "local_widget"
        )
        assert asked(shown, "GET", "/", {})[2] == b"one and two"
        assert urlsplit(shown).port != urlsplit(url).port


def test_pages_are_left_alone_where_that_is_wanted(node: list[str], inputs: Path) -> None:
    words = ["--config", "good.toml", "--no-watch"]
    with serving(PYTHON, inputs, *words) as one, serving(node, inputs, *words) as other:
        for target in ("/live-reload", "/"):
            answers = [asked(url, "GET", target, {}) for url in (one, other)]
            assert (target, answers[1]) == (target, answers[0])
            assert "live-reload" not in answers[1][1]


CLIENT = """<!doctype html><script>
addEventListener("CIFInitDone", () => window.Microsoft.CIFramework.setClickToAct(true));
const src = `${new URLSearchParams(location.search).get("base")}/webresources/Widget/msdyn_ciLibrary.js`;
document.head.append(Object.assign(document.createElement("script"), { src }));
</script>"""


def test_a_recording_is_replayed_with_the_playwright_of_the_project(node: list[str], tmp_path: Path) -> None:
    recording = {
        **RECORDING,
        "steps": [
            {"number": 1, "kind": "event", "who": "soft", "name": "CIFInitDone"},
            {
                "number": 2,
                "kind": "call",
                "who": "soft",
                "name": "CIFramework.setClickToAct",
                "input": [False],
            },
        ],
    }
    (tmp_path / "recording.json").write_text(json.dumps(recording), encoding="utf-8")
    (tmp_path / "index.html").write_text(CLIENT, encoding="utf-8")
    words = ["replay", "recording.json", "--provider", "."]
    code, _, told = run(node, words, tmp_path)
    assert (code, told.splitlines()[-1]) == (
        2,
        "replay: replay needs a browser, which comes with Playwright: npm install --save-dev @playwright/test",
    )
    (tmp_path / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    answers = [run(command, words, tmp_path) for command in (PYTHON, node)]
    assert answers[1][:2] == answers[0][:2]
    assert answers[1][0] == 1
    assert "CIFramework.setClickToAct: [0]: false was recorded, true came" in answers[1][1]


def processor_time(command: list[str], until_line: bool, folder: Path) -> float:
    """Seconds of a command's whole process, or until it has printed a line and is ended."""
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        if until_line:
            process.stdout.readline()
            process.send_signal(signal.SIGINT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(sys.platform == "win32", reason="processor time of a child is POSIX's")
def test_it_starts_in_half_the_time_of_the_interpreter_as_it_is_published(
    node: list[str], tmp_path: Path
) -> None:
    bare = processor_time(["node", str(Path(__file__).with_name("start_bare.mjs"))], False, tmp_path)
    serve = processor_time([*node, "serve", "--port", "0", "--json"], True, tmp_path)
    assert serve < bare / 2, (serve, bare)
