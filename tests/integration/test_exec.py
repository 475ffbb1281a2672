"""The command ``cif-emulator exec``, run as people run it, and what ``serve`` prints for programs."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

COMMAND = shutil.which("cif-emulator", path=str(Path(sys.executable).parent))

# Asks for the page, says what it found, ends as it is told.
ASK = """
import os, sys, urllib.request
url = os.environ["CIF_EMULATOR_URL"]
print(url.startswith("http://localhost:"), url.endswith("/"), urllib.request.urlopen(url).status, sys.argv[1:])
sys.exit(5)
"""
WAIT = """
import signal, sys
def end(number, frame):
    print("asked to end by", number)
    sys.exit(7)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, end)
print("waiting", flush=True)
signal.pause()
"""


def run(*options):
    done = subprocess.run(
        [COMMAND, "exec", *options], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_finds_the_workspace_and_its_exit_code_comes_back():
    code, printed, _ = run("--", sys.executable, "-c", ASK, "--own", "option")
    assert (code, printed) == (5, "True True 200 ['--own', 'option']\n")


def test_options_are_those_of_serve_until_the_command_begins(tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text('[workspace]\ntitle = "Mine"\n', encoding="utf-8")
    ask = "import os, urllib.request; print(urllib.request.urlopen(os.environ['CIF_EMULATOR_URL'] + 'config.json').read().decode())"
    code, printed, _ = run("--config", str(file), sys.executable, "-c", ask)
    assert (code, json.loads(printed)["workspace"]["title"]) == (0, "Mine")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_are_passed_on(number):
    with subprocess.Popen(
        [COMMAND, "exec", "--", sys.executable, "-c", WAIT],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        rest, _ = process.communicate(timeout=30)
    assert (rest, process.returncode) == (f"asked to end by {int(number)}\n", 7)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_a_command_that_a_signal_ends():
    assert run("--", "sh", "-c", "kill -TERM $$")[0] == 128 + signal.SIGTERM


def test_what_cannot_be_run_is_told(tmp_path):
    assert run("--", "no-such-program") == (127, "", "exec: there is no program no-such-program\n")
    code, _, told = run()
    assert (code, "Missing argument 'COMMAND...'" in told) == (2, True)
    code, _, told = run("--config", str(tmp_path / "none.toml"), "--", "true")
    assert (code, "none.toml" in told, "Traceback" in told) == (2, True, False)


@pytest.mark.skipif(os.name == "nt", reason="a file's mode says it on POSIX alone")
def test_a_file_that_is_no_program_is_told(tmp_path):
    file = tmp_path / "program"
    file.write_text("")
    assert run("--", str(file)) == (126, "", f"exec: {file} cannot be run: Permission denied\n")


def test_serve_prints_json_and_serves_without_a_policy_for_scripts():
    with subprocess.Popen(
        [COMMAND, "serve", "--port", "0", "--json", "--no-csp"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            told = json.loads(process.stdout.readline())
            assert (set(told), told["pid"]) == ({"url", "pid", "version"}, process.pid)
            address = urlsplit(told["url"])
            connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
            connection.request("GET", "/")
            assert connection.getresponse().headers["Content-Security-Policy"] == "frame-ancestors 'self'"
            connection.close()
        finally:
            process.kill()
