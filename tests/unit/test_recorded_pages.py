"""``exec --record``: what pages post of what was done, and the files that come of it."""

import http.client
import json
from urllib.parse import urlsplit

import pytest

from cif_emulator.cli import recorded_pages
from cif_emulator.cli.http_service import Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.recorded_pages import CannotRecord, RecordedPages
from cif_emulator.cli.recordings import read_recording


def piece(*steps, **others):
    head = {"format": "cif-emulator recording", "version": 1, "emulator": "1", "began": 5.0, "complete": True}
    return json.dumps({**head, "steps": steps, **others})


def step(number, **others):
    return {"number": number, "kind": "call", "who": "phone", "name": "CIFramework.getMode", **others}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "recordings"


@pytest.fixture
def recorded(folder):
    return RecordedPages(folder)


@pytest.fixture
def post(tmp_path, recorded):
    (tmp_path / "page").mkdir()
    service = Service(page=tmp_path / "page")
    with serving(application(service, recorded=recorded)) as url:
        host = urlsplit(url).netloc
        own = {"Origin": f"http://{host}", "Host": host}

        def request(path, body, headers=own, method="POST"):
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            told = answer.status, answer.read().decode(), answer.headers
            connection.close()
            return told

        yield request


def test_pieces_become_one_file_in_any_order(post, recorded, folder):
    taken = post("/recordings/one", piece(step(1), step(3, pending=True)))
    assert (taken[:2], taken[2]["Cache-Control"]) == ((204, ""), "no-store")
    post("/recordings/one", piece(step(3, result="€"), step(2)))
    # The one on its way when a page goes may come late.
    post("/recordings/one", piece(step(3, pending=True)))
    post("/recordings/two", piece(step(1), complete=False))
    post("/recordings/nothing", piece())
    (folder / "recording-1.json").write_text("of before", encoding="utf-8")
    files = recorded.write()
    assert [file.name for file in files] == ["recording-2.json", "recording-3.json"]
    assert (folder / "recording-1.json").read_text(encoding="utf-8") == "of before"
    first, second = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    assert [each["number"] for each in first["steps"]] == [1, 2, 3]
    assert (first["steps"][2]["result"], first["complete"], second["complete"]) == ("€", True, False)
    assert len(read_recording(files[0])) == 3


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "told"),
    [
        ("/recordings/one", piece(), {}, 403, "own pages alone"),
        ("/recordings/one", piece(), {"Origin": "http://evil.example"}, 403, "own pages alone"),
        ("/recordings/one", piece(), {"Origin": "null"}, 403, "own pages alone"),
        ("/recordings/one", piece(), {"Host": "evil.example"}, 421, "evil.example"),
        ("/recordings/ONE", piece(), None, 400, "a-z, 0-9"),
        (f"/recordings/{'x' * 81}", piece(), None, 400, "a-z, 0-9"),
        ("/recordings/..%2Fone", piece(), None, 405, "use GET"),
        ("/recordings/one", "{", None, 400, "no JSON text"),
        ("/recordings/one", "[" * 100_000, None, 400, "no JSON text"),
        ("/recordings/one", "[]", None, 400, "is no recording"),
        ("/recordings/one", piece(version=2), None, 400, "of version 2"),
        ("/recordings/one", piece("rubbish"), None, 400, "steps[0]: expected an object"),
        ("/recordings/one", piece(version="\ud800"), None, 400, 'of version "\\ud800"'),
        ("/recordings/one", piece(step("1")), None, 400, "steps[0].number: expected a number"),
        ("/recordings/one", piece(step([])), None, 400, "steps[0].number: expected a number, got []"),
        ("/recordings/one", piece(step({})), None, 400, "steps[0].number: expected a number, got {}"),
    ],
)
def test_rubbish_and_strangers_are_refused(post, recorded, path, body, headers, status, told):
    answer = post(path, body) if headers is None else post(path, body, headers)
    assert (answer[0], told in answer[1], answer[1].count("\n")) == (status, True, 1)
    assert recorded.write() == []


def test_it_is_bounded(post, recorded, monkeypatch):
    monkeypatch.setattr(recorded_pages, "LARGEST_PIECE", 1_000)
    monkeypatch.setattr(recorded_pages, "LARGEST", 1_200)
    monkeypatch.setattr(recorded_pages, "MOST_FILES", 1)
    long = piece(step(1, input="x" * 700))
    assert post("/recordings/one", piece(step(1, input="x" * 1_000)))[0] == 413
    assert post("/recordings/one", long)[0] == 204
    assert post("/recordings/one", long)[:2] == (507, "The recordings have 0 MB, and no more is kept.\n")
    assert post("/recordings/two", piece())[:2] == (507, "There are 1 recordings, and no more are kept.\n")
    assert len(recorded.write()) == 1


def test_the_address_is_there_while_it_records_alone(post, tmp_path):
    assert post("/recordings/one", None, method="GET")[0] == 404
    assert post("/config.json", None, method="GET")[2]["Recordings"] == "recordings"
    with serving(application(Service(page=tmp_path / "page"))) as url:
        place = urlsplit(url)
        connection = http.client.HTTPConnection(place.netloc, timeout=30)
        connection.request("GET", "/config.json")
        answer = connection.getresponse()
        assert answer.read()
        assert "Recordings" not in answer.headers
        connection.request("POST", "/recordings/one", piece(), {"Origin": url.rstrip("/")})
        assert connection.getresponse().status == 405
        connection.close()


def test_half_of_a_character_is_written(recorded, folder):
    recorded._add("one", piece(step(1, input="\ud800")).encode())
    (file,) = recorded.write()
    assert json.loads(file.read_text(encoding="utf-8"))["steps"][0]["input"] == "\ud800"


def test_a_folder_that_cannot_be_used_is_refused_before_anything_runs(tmp_path):
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(CannotRecord, match=r"--record .*file.*: no files can be written there \("):
            RecordedPages(folder)


def test_a_folder_that_has_gone_is_told_at_the_end(recorded, folder):
    recorded._add("one", piece(step(1)).encode())
    folder.rmdir()
    with pytest.raises(CannotRecord, match=r"recording-1\.json cannot be written: No such file"):
        recorded.write()
