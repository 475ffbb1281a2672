"""``/webresources/``: the library, a folder of the developer's, and no way out of it."""

import time

import pytest

from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.web_resources import NoSuchFolder, folder_of

from ..http_requests import request

LIBRARY = b"window.Microsoft = {};\n"
PAGE = b"<!doctype html><title>page</title>"


@pytest.fixture
def page(tmp_path):
    folder = tmp_path / "built"
    (folder / "provider").mkdir(parents=True)
    (folder / "index.html").write_text("the workspace", encoding="utf-8")
    (folder / "provider" / "msdyn_ciLibrary.js").write_bytes(LIBRARY)
    (folder / "provider" / "msdyn_ciLibrary.js.map").write_bytes(b"{}")
    (folder / "web_resources").mkdir()
    (folder / "web_resources" / "msdyn_bell.svg").write_bytes(b"<svg/>")
    return folder


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "resources"
    (folder / "acme_" / "Scripts").mkdir(parents=True)
    (folder / "acme_" / "Page.html").write_bytes(PAGE)
    (folder / "acme_" / "form_html").write_bytes(b"plain text that a name calls HTML")
    (folder / "acme_" / "panel").write_bytes(b"\xef\xbb\xbf\n<!DOCTYPE html><title>panel</title>")
    (folder / "acme_" / "drawing").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "acme_" / "code").write_bytes(b"var ready = true;")
    (folder / "acme_" / "blob").write_bytes(b"\0\1\2")
    (folder / "acme_" / "Scripts" / "main.js").write_bytes(b"void 0;")
    (folder / ".hidden").write_bytes(b"not for you")
    (tmp_path / "secret.txt").write_bytes(b"not for you")
    return folder


@pytest.fixture
def ask(page, folder):
    with serving(application(Service(page=page, web_resources=folder))) as url:
        yield lambda *args, **options: request(url, *args, **options)


@pytest.mark.parametrize(
    "path",
    [
        "/webresources/Widget/msdyn_ciLibrary.js",
        "/WebResources/Widget/msdyn_ciLibrary.js",
        "/Webresources/widget/MSDYN_CILIBRARY.JS",
        "/webresources/Widget/msdyn_cilibrary.js?ver=2",
    ],
)
def test_the_library_is_for_every_origin_in_any_letter_case(ask, path):
    response, body = ask(path)
    assert (response.status, body) == (200, LIBRARY)
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Content-Security-Policy" not in response.headers
    again, rest = ask(path, If_None_Match=response.headers["ETag"])
    assert (again.status, rest, again.headers["Access-Control-Allow-Origin"]) == (304, b"", "*")


def test_the_librarys_map_is_beside_it(ask):
    assert ask("/webresources/Widget/msdyn_ciLibrary.js.map")[1] == b"{}"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("acme_/Page.html", "text/html; charset=utf-8"),
        ("ACME_/page.HTML", "text/html; charset=utf-8"),
        ("acme_/page_html", "text/html; charset=utf-8"),
        ("acme_/page", "text/html; charset=utf-8"),
        ("acme_/form_html", "text/html; charset=utf-8"),
        ("acme_/panel", "text/html; charset=utf-8"),
        ("acme_/drawing", "image/svg+xml"),
        ("acme_/code", "text/javascript; charset=utf-8"),
        ("acme_/blob", "application/octet-stream"),
        ("acme_/scripts/MAIN.js", "text/javascript; charset=utf-8"),
        ("acme_/scripts/main", "text/javascript; charset=utf-8"),
    ],
)
def test_a_web_resource_is_found_by_its_name_in_any_letter_case_and_has_its_kind(ask, path, kind):
    response, _ = ask(f"/WebResources/{path}")
    assert (response.status, response.headers["Content-Type"]) == (200, kind)
    assert "Content-Security-Policy" not in response.headers
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_very_name_goes_before_one_of_another_letter_case(ask, folder):
    (folder / "acme_" / "page.html").write_bytes(b"lower")
    assert ask("/webresources/acme_/page.html")[1] == b"lower"
    assert ask("/webresources/acme_/Page.html")[1] == PAGE


def test_what_templates_name_is_there_and_the_folder_goes_before_it(ask, folder):
    assert ask("/webresources/MSDYN_bell.svg")[1] == b"<svg/>"
    (folder / "msdyn_bell.svg").write_bytes(b"<svg>mine</svg>")
    assert ask("/webresources/msdyn_bell.svg")[1] == b"<svg>mine</svg>"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "..%2fsecret.txt",
        "acme_/../../secret.txt",
        "acme_/..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "/secret.txt",
        "%00",
        "link.txt",
        "linked/secret.txt",
        ".hidden",
        "acme_",
        "acme_/nothing",
        "",
        "a" * 5000,
    ],
)
def test_there_is_no_way_out_of_the_folder(ask, folder, tmp_path, path):
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    response, body = ask(f"/webresources/{path}")
    assert response.status == 404
    assert b"not for you" not in body


def test_an_absolute_path_is_not_followed(ask, tmp_path):
    assert ask(f"/webresources/{tmp_path / 'secret.txt'}")[0].status == 404


def test_without_a_folder_the_library_is_there_all_the_same(page):
    with serving(application(Service(page=page))) as url:
        assert request(url, "/webresources/Widget/msdyn_ciLibrary.js")[1] == LIBRARY
        assert request(url, "/webresources/acme_/Page.html")[0].status == 404


def test_a_configured_folder_is_relative_to_its_file(tmp_path, folder):
    file = tmp_path / "workspace.toml"
    assert folder_of(None, file, "resources") == folder
    assert folder_of(folder / "acme_", file, "resources") == folder / "acme_"
    assert folder_of(None, file, None) is None


def test_a_folder_that_is_none_is_refused_with_its_place(tmp_path):
    with pytest.raises(NoSuchFolder, match="--web-resources: expected a folder"):
        folder_of(tmp_path / "nothing", None, None)
    with pytest.raises(NoSuchFolder, match=r"workspace\.toml: workspace\.web_resources"):
        folder_of(None, tmp_path / "workspace.toml", "nothing")


@pytest.mark.parametrize(
    "path",
    [
        "//webresources/Widget/msdyn_ciLibrary.js",
        "/webresources//Widget///msdyn_ciLibrary.js",
        "//WebResources//widget//msdyn_cilibrary.js",
    ],
)
def test_slashes_side_by_side_are_one(ask, path):
    response, body = ask(path)
    assert (response.status, body) == (200, LIBRARY)


@pytest.mark.parametrize(
    "path", ["//", "///", "//..//secret.txt", "/webresources//..//..//secret.txt", "//evil.example/x"]
)
def test_slashes_lead_nowhere_else(ask, path):
    response, body = ask(path)
    assert b"not for you" not in body
    assert "Location" not in response.headers
    assert (
        (response.status, body) == (200, b"the workspace") if set(path) == {"/"} else response.status == 404
    )


def test_the_library_may_be_missing_or_slow_on_demand(page, tmp_path):
    configuration = tmp_path / "workspace.toml"
    path = "/webresources/Widget/msdyn_ciLibrary.js"
    with serving(application(Service(page=page, configuration=configuration))) as url:
        configuration.write_text('[[fault]]\nlibrary = "missing"\n', encoding="utf-8")
        assert request(url, path)[0].status == 404
        configuration.write_text('[[fault]]\nlibrary = "slow"\ndelay = 300\n', encoding="utf-8")
        began = time.monotonic()
        assert request(url, path)[1] == LIBRARY
        assert time.monotonic() - began >= 0.3
        configuration.write_text("", encoding="utf-8")
        assert request(url, path)[1] == LIBRARY
