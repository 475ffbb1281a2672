"""``cif-emulator serve --provider``, ``--demo`` and ``--web-resources``, run as people run them."""

import http.client
import json
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

COMMAND = shutil.which("cif-emulator", path=str(Path(sys.executable).parent))


@contextmanager
def serve(*options):
    """The running command and its address."""
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, re.fullmatch(r"Workspace ready at (\S+)\n", process.stdout.readline())[1]
    finally:
        process.kill()
        process.communicate()


def get(url):
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    try:
        connection.request("GET", f"{address.path}?{address.query}")
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def providers_at(url):
    return json.loads(get(f"{url}config.json")[1])["provider"]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--provider", "javascript:alert(1)"), "--provider javascript:alert(1): expected the address"),
        (("--web-resources", "/no/such/folder"), "--web-resources: expected a folder"),
    ],
)
def test_a_wrong_option_is_one_line_and_exit_code_2(options, complaint):
    done = subprocess.run(
        [COMMAND, "serve", *options], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(complaint)


def test_providers_are_configured_in_their_order_and_one_that_does_not_answer_is_told_of():
    urls = ("http://localhost:9/first", "http://localhost:9/second?base={workspace}")
    with serve("--provider", urls[0], "--provider", urls[1]) as (process, url):
        assert [row["channel_url"] for row in providers_at(url)] == list(urls)
        lines = [process.stderr.readline() for _ in urls]
    assert all("does not answer" in line for line in lines)
    assert f"(http://localhost:9/second?base={url.rstrip('/')})" in lines[1]


def test_the_sample_softphone_is_on_an_origin_of_its_own():
    with serve("--demo") as (_, url):
        (row,) = providers_at(url)
        page = urlsplit(row["channel_url"])
        assert page.query == "base={workspace}"
        assert page.netloc != urlsplit(url).netloc
        response, html = get(row["channel_url"])
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "X-Frame-Options" not in response.headers
        scripts = re.findall(r'src="([^"]+)"', html)
        assert scripts
        for script in scripts:
            response, _ = get(f"http://{page.netloc}/{script}")
            assert (response.status, response.headers["Content-Type"]) == (
                200,
                "text/javascript; charset=utf-8",
            )


def test_a_configured_folder_of_web_resources_is_served(tmp_path):
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "acme_page.html").write_text("<!doctype html>mine", encoding="utf-8")
    file = tmp_path / "workspace.toml"
    file.write_text('[workspace]\nweb_resources = "resources"\n', encoding="utf-8")
    with serve("--config", str(file)) as (_, url):
        assert get(f"{url}WebResources/ACME_page.html")[1] == "<!doctype html>mine"
