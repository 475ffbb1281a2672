"""``--provider FOLDER``: a widget's files on an origin of their own."""

import re
import socket

import pytest

from cif_emulator.cli.provider_folders import provider_folder, serving_folder
from cif_emulator.cli.providers import NoSuchAddress
from tests.unit.test_http_service import request


@pytest.fixture
def widget(tmp_path, monkeypatch):
    folder = tmp_path / "My widget"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "config").write_text("secret", encoding="utf-8")
    (folder / "sub").mkdir()
    for name in ("index.html", "phone page.html", "sub/index.html", "app-ABCDEFGH.js"):
        (folder / name).write_text(f"this is {name}", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("My widget", "http://localhost:1/?base={workspace}"),
        ("My widget/phone page.html", "http://localhost:1/phone%20page.html?base={workspace}"),
        ("My widget?lang=en", "http://localhost:1/?lang=en"),
    ],
)
def test_a_folder_or_a_page_in_it(widget, given, url):
    row = provider_folder(given).provider("http://localhost:1/")
    assert row.channel_url == url
    assert (row.unique_name, row.label) == ("local_my_widget", "My widget")


@pytest.mark.parametrize(
    "given", ["http://localhost:3000", "{workspace}/webresources/a.html", "none", "", "?a=b"]
)
def test_what_is_no_folder_is_left_to_others(widget, given):
    assert provider_folder(given) is None


def test_a_folder_without_a_page_is_refused(widget):
    (widget / "index.html").unlink()
    with pytest.raises(
        NoSuchAddress, match=r"^--provider My widget: the folder has no index\.html; name the page"
    ):
        provider_folder("My widget")


def test_its_files_are_served_but_hidden_ones_and_those_outside(widget):
    with serving_folder(provider_folder("My widget"), "localhost", 0, ()) as url:
        for path, text in [
            ("/", b"this is index.html"),
            ("/sub/", b"this is sub/index.html"),
            ("/phone%20page.html", b"this is phone page.html"),
        ]:
            response, body = request(url, path)
            assert (response.status, body) == (200, text)
        assert request(url, "/app-ABCDEFGH.js")[0].headers["Cache-Control"] == "no-cache"
        for path in ("/.git/config", "/../outside.txt", "/%2e%2e/outside.txt", "/none.js"):
            assert request(url, path)[0].status == 404
        assert request(url, "/", Host="evil.example")[0].status == 421


def test_its_port_is_the_next_that_is_free(widget):
    with socket.create_server(("127.0.0.1", 0)) as workspace:
        port = workspace.getsockname()[1]
        found = provider_folder("My widget")
        with (
            serving_folder(found, "localhost", port, ()) as first,
            serving_folder(found, "localhost", port, ()) as second,
        ):
            numbers = [int(re.search(r":(\d+)/", url)[1]) for url in (first, second)]
    assert len({port, *numbers}) == 3
    assert all(0 < number - port < 10 for number in numbers)
