"""The npm package, installed in a fresh folder: its command against the one of this checkout."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from filelock import FileLock

from cif_emulator import __version__
from cif_emulator.cli.node.exceptions import NOT_IN_NODE
from page_build.npm_package import build_package
from release.artifacts import tarball_faults
from release.trial import try_command

ROOT = Path(__file__).parents[2]
PYTHON = [shutil.which("cif-emulator", path=str(Path(sys.executable).parent)) or "cif-emulator"]
# Of the connection or of the copy, not of the answer; and only a checkout's page has compressed copies.
HOP_BY_HOP = {"connection", "date", "keep-alive", "last-modified", "transfer-encoding", "vary"}

GOOD = '[workspace]\ntitle = "Mine"\n\n[[provider]]\nunique_name = "soft"\nname = "Soft"\nchannel_url = "http://localhost:9/"\n'
BAD = '[workspace]\ntitel = "x"\n\n[[provider]]\nname = 3\n'


@pytest.fixture(scope="session")
def tarball(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packed once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    with FileLock(shared / "npm.lock"):
        made = next((shared / "npm").glob("*.tgz"), None)
        return made or build_package(ROOT, shared / "npm")


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
        package = json.load(archive.extractfile("package/package.json"))  # type: ignore[arg-type]
    assert not package.keys() & {"dependencies", "devDependencies"}


def test_it_answers_as_a_release_asks(node: list[str], tmp_path: Path) -> None:
    try_command(Path(node[0]), __version__, tmp_path)


CALLS = [
    "--version",
    "--help",
    "serve --help",
    "nonsense",
    "check good.toml",
    "check bad ä.toml",
    "check --json bad ä.toml",
    "check --strict ./nowhere/x.toml",
    "check no.toml",
    "schema",
    "types",
    "import no.zip",
    "export good.toml",
    "serve --port 99999",
    "serve --config bad ä.toml",
    "serve --host no.such.host.invalid",
    "serve --host 192.0.2.1",
    "serve --data nowhere.csv",
    "serve --profile nobody",
    "serve --key nowhere.pem",
    "exec -- no-such-program",
    "exec",
]


@pytest.mark.parametrize("name", ["docs", "replay", "install-browser", "--https"])
def test_what_it_does_not_do_is_told(name: str, node: list[str], tmp_path: Path) -> None:
    words = ["serve", name] if name.startswith("--") else [name]
    code, _, told = run(node, words, tmp_path)
    assert (code, told) == (2, f"{name}: {NOT_IN_NODE[name]}\n")


def test_all_exceptions_are_tested() -> None:
    assert set(NOT_IN_NODE) == {"docs", "replay", "install-browser", "--https"}


def test_commands_say_and_give_back_the_same(node: list[str], inputs: Path) -> None:
    def words(call: str) -> list[str]:
        return [word.replace("~", " ") for word in call.replace("bad ä", "bad~ä").split(" ")]

    with ThreadPoolExecutor(2) as both:
        for call in CALLS:
            python = both.submit(run, PYTHON, words(call), inputs)
            assert (call, *run(node, words(call), inputs)) == (call, *python.result())


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
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0


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
