"""The command ``cif-emulator serve``, run as people run it."""

import http.client
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = shutil.which("cif-emulator", path=str(Path(sys.executable).parent))


@contextmanager
def serve(*options):
    process = subprocess.Popen(
        [COMMAND, "serve", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def refused(*options):
    done = subprocess.run(
        [COMMAND, "serve", *options], capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def get(host, port, path="/", headers=()):
    connection = http.client.HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", path, headers=dict(headers))
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_it_prints_the_address_when_it_answers_and_ends_cleanly_with_ctrl_c():
    with serve("--port", "0") as process:
        line = process.stdout.readline()
        port = int(re.fullmatch(r"Workspace ready at http://localhost:(\d+)/\n", line)[1])
        response, body = get("127.0.0.1", port)
        assert response.status == 200
        assert b"<!doctype html>" in body.lower()
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=20)
        assert process.returncode in {0, 130}
        assert rest == ""
        assert "Traceback" not in errors


def test_the_installed_page_is_complete():
    with serve("--port", "0") as process:
        port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
        _, document = get("localhost", port)
        interpreter = re.search(rb'"interpreter":"(pyodide/[^"]+/)"', document)[1].decode()
        wasm, _ = get("localhost", port, f"/{interpreter}pyodide.asm.wasm")
        assert (wasm.status, wasm.headers["Content-Type"]) == (200, "application/wasm")
        assert "immutable" in wasm.headers["Cache-Control"]
        loader, _ = get("localhost", port, f"/{interpreter}pyodide.mjs")
        assert (loader.status, loader.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
        configuration, _ = get("localhost", port, "/config.json")
        assert (configuration.status, configuration.headers["Content-Type"]) == (200, "application/json")


def test_a_busy_port_is_one_line_and_exit_code_2():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, output, errors = refused("--port", str(port))
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert f"port {port} is in use" in errors
    assert "--port" in errors


def test_a_missing_configuration_is_one_line_and_exit_code_2(tmp_path):
    file = tmp_path / "none.toml"
    code, output, errors = refused("--config", str(file))
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert str(file) in errors


@pytest.mark.parametrize(
    ("text", "key"),
    [("[workspace]\nmax_sessions = 'many'\n", "max_sessions"), ("[workspace]\nmax_tab = 3\n", "max_tab")],
)
def test_a_wrong_configuration_names_file_and_key(tmp_path, text, key):
    file = tmp_path / "workspace.toml"
    file.write_text(text, encoding="utf-8")
    code, output, errors = refused("--config", str(file))
    assert (code, output) == (2, "")
    assert str(file) in errors
    assert key in errors
    assert "Traceback" not in errors


def test_an_address_of_another_machine_is_refused():
    code, output, errors = refused("--host", "203.0.113.7", "--port", "0")
    assert (code, output) == (2, "")
    assert errors.count("\n") == 1
    assert "203.0.113.7" in errors


@pytest.mark.parametrize("port", ["65536", "-1", "http"])
def test_a_port_that_is_none_is_exit_code_2(port):
    code, _, errors = refused("--port", port)
    assert code == 2
    assert port in errors


def test_the_profile_of_the_command_line_applies(tmp_path):
    file = tmp_path / "workspace.toml"
    file.write_text(
        '[[app_profile]]\nunique_name = "own_narrow"\nname = "Narrow"\nsession_templates = ["msdyn_chat_session"]\n',
        encoding="utf-8",
    )
    for name in ("own_narrow", "Narrow"):
        with serve("--port", "0", "--config", str(file), "--profile", name) as process:
            port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
            _, body = get("127.0.0.1", port, "/config.json")
            assert json.loads(body)["workspace"]["profile"] == "own_narrow"


def test_an_unknown_profile_is_refused(tmp_path):
    code, out, errors = refused("--port", "0", "--profile", "msdyn_csw_channels_default_profil")
    assert (code, out) == (2, "")
    assert "--profile msdyn_csw_channels_default_profil: there is no app profile" in errors
    assert 'Did you mean "msdyn_csw_channels_default_profile"' in errors


def test_https_with_a_certificate_that_is_made_for_the_run():
    with serve("--https", "--port", "0") as process:
        line = process.stdout.readline()
        port = int(re.fullmatch(r"Workspace ready at https://localhost:(\d+)/\n", line)[1])
        assert "Its certificate was made for this run" in process.stderr.readline()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("localhost", port, timeout=30, context=context)
        connection.request("GET", "//webresources/Widget/msdyn_ciLibrary.js")
        assert connection.getresponse().status == 200
        connection.close()


def test_a_key_without_its_certificate_is_refused(tmp_path):
    code, _, errors = refused("--key", str(tmp_path / "own.key"))
    assert (code, errors) == (
        2,
        f"--key {tmp_path / 'own.key'}: there is no certificate; name it with --certificate\n",
    )
