"""What is served: addresses, headers, the configuration."""

import gzip
import json

import pytest

from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving

from ..http_requests import request

POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data: blob: https:; frame-src *; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'self'"
)


@pytest.fixture
def page(tmp_path):
    folder = tmp_path / "page"
    (folder / "pyodide").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>page</title>", encoding="utf-8")
    (folder / "boot.js").write_text("void 0;\n", encoding="utf-8")
    (folder / "pyodide" / "pyodide.asm.wasm").write_bytes(b"\0asm")
    (tmp_path / "secret.txt").write_text("not for you", encoding="utf-8")
    return folder


@pytest.fixture
def ask(page):
    with serving(application(Service(page=page, allowed_hosts=("workspace.test",)))) as url:
        yield lambda *args, **options: request(url, *args, **options)


def test_the_page_is_at_the_root_under_its_policy(ask):
    response, body = ask("/")
    assert body == b"<!doctype html><title>page</title>"
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Content-Security-Policy"] == POLICY
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "X-Frame-Options" not in response.headers
    assert "Server" not in response.headers


@pytest.mark.parametrize(
    ("path", "host", "hinted"),
    [
        ("/", "localhost:4280", True),
        ("/index.html", "[::1]:4280", True),
        ("/", "desk.localhost:4280", True),
        ("/", "workspace.test", False),
        ("/?boot=snapshot", "workspace.test", True),
        ("/?boot=library", "localhost:4280", False),
        ("/boot.js", "localhost:4280", False),
    ],
)
def test_the_snapshot_begins_to_load_with_the_document(ask, page, path, host, hinted):
    (page / "prepared").mkdir()
    manifest = {"snapshot": {"file": "prepared/snapshot-AAAAAAAA.bin"}}
    (page / "prepared" / "prepared.json").write_text(json.dumps(manifest), encoding="utf-8")
    response, _ = ask(path, Host=host)
    hint = "<prepared/snapshot-AAAAAAAA.bin>; rel=preload; as=fetch; crossorigin"
    assert response.headers["Link"] == (hint if hinted else None)


@pytest.mark.parametrize("manifest", [None, "", "[]", "{}"])
def test_a_page_without_a_snapshot_is_served_all_the_same(ask, page, manifest):
    if manifest is not None:
        (page / "prepared").mkdir()
        (page / "prepared" / "prepared.json").write_text(manifest, encoding="utf-8")
    response, _ = ask("/", Host="localhost:4280")
    assert (response.status, response.headers["Link"]) == (200, None)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/pyodide",
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/pyodide/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_what_is_not_there_is_told_in_one_line(ask, path):
    response, body = ask(path)
    assert response.status == 404
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert body.startswith(b"There is nothing at /")
    assert body.count(b"\n") == 1
    assert body.endswith(b"\n")


def test_an_absolute_path_is_not_followed(ask, tmp_path):
    response, _ = ask(f"/{tmp_path / 'secret.txt'}")
    assert response.status == 404


def test_a_link_out_of_the_folder_is_not_followed(ask, page, tmp_path):
    (page / "link.txt").symlink_to(tmp_path / "secret.txt")
    response, _ = ask("/link.txt")
    assert response.status == 404


def test_other_methods_are_told_which_to_use(ask):
    response, body = ask("/", method="POST")
    assert response.status == 405
    assert response.headers["Allow"] == "GET, HEAD"
    assert body == b"POST is not possible at /: use GET.\n"


def test_head_has_the_headers_alone(ask):
    response, body = ask("/pyodide/pyodide.asm.wasm", method="HEAD")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Type"] == "application/wasm"
    assert response.headers["Content-Length"] == "4"


class TestPlayground:
    @pytest.fixture
    def page(self, page):
        (page / "play").mkdir()
        (page / "play" / "index.html").write_text("<title>playground</title>", encoding="utf-8")
        (page / "play-workspace.html").write_text("<title>sandboxed</title>", encoding="utf-8")
        return page

    def test_its_page_shows_no_other_site(self, ask):
        assert ask("/play")[0].headers["Location"] == "play/"
        response, body = ask("/play/")
        assert b"playground" in body
        assert "frame-src 'self'" in response.headers["Content-Security-Policy"]
        assert "blob:;" not in response.headers["Content-Security-Policy"].replace("data: blob:", "")

    def test_the_workspace_in_it_has_no_origin_and_its_own_host_alone(self, ask):
        response, _ = ask("/play-workspace.html")
        policy = response.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors 'self'; sandbox allow-scripts")
        assert "https:" not in policy
        assert "*" not in policy

    def test_frames_without_an_origin_get_the_pages_files_and_no_data(self, ask):
        assert ask("/boot.js")[0].headers["Access-Control-Allow-Origin"] == "*"
        for path in ("/config.json", "/records-1.sqlite", "/webresources/a.html"):
            assert "Access-Control-Allow-Origin" not in ask(path)[0].headers


class TestConfiguration:
    @pytest.fixture
    def file(self, tmp_path):
        file = tmp_path / "workspace.toml"
        file.write_text('[workspace]\ntitle = "First"\n', encoding="utf-8")
        return file

    @pytest.fixture
    def ask(self, page, file):
        with serving(application(Service(page=page, configuration=file))) as url:
            yield lambda **headers: request(url, "/config.json", **headers)

    def test_it_is_the_checked_configuration_as_json(self, ask):
        response, body = ask()
        assert response.status == 200
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "no-cache"
        assert json.loads(body)["workspace"]["title"] == "First"

    def test_it_is_read_again_when_its_file_has_changed(self, ask, file):
        first, _ = ask()
        file.write_text('[workspace]\ntitle = "Second one"\n', encoding="utf-8")
        second, body = ask(If_None_Match=first.headers["ETag"])
        assert second.status == 200
        assert json.loads(body)["workspace"]["title"] == "Second one"
        assert second.headers["ETag"] != first.headers["ETag"]

    def test_records_are_there_also_when_the_configuration_has_others(self, page, file):
        with serving(application(Service(page=page, configuration=file))) as url:

            def records() -> str:
                return str(json.loads(request(url, "/config.json")[1])["workspace"]["prepared_records"])

            first = records()
            file.write_text(
                '[[record]]\ntable = "account"\nid = "00000000-0000-0000-0000-000000000001"\nname = "Contoso"\n',
                encoding="utf-8",
            )
            second = records()
            assert first != second
            # A page may still be reading the first ones.
            assert [request(url, f"/{name}")[0].status for name in (first, second)] == [200, 200]
            assert request(url, "/records-00000000.sqlite")[0].status == 404

    def test_an_unchanged_one_is_not_sent_again(self, ask):
        first, _ = ask()
        second, body = ask(If_None_Match=first.headers["ETag"])
        assert (second.status, body) == (304, b"")

    def test_a_large_one_is_compressed(self, ask):
        response, body = ask(Accept_Encoding="gzip")
        assert response.headers["Content-Encoding"] == "gzip"
        assert json.loads(gzip.decompress(body))["workspace"]["title"] == "First"

    @pytest.mark.parametrize("text", ["[workspace]\nmax_tabs = []\n", "[workspace\n"])
    def test_one_that_became_wrong_is_told_and_can_be_mended(self, ask, file, text):
        right = file.read_text(encoding="utf-8")
        file.write_text(text, encoding="utf-8")
        response, body = ask()
        assert response.status == 500
        assert response.headers["Content-Type"] == "application/json"
        assert str(file) in json.loads(body)["error"]
        file.write_text(right, encoding="utf-8")
        assert ask()[0].status == 200

    def test_one_that_is_gone_is_told(self, ask, file):
        ask()
        file.unlink()
        response, body = ask()
        assert response.status == 500
        assert str(file) in json.loads(body)["error"]
