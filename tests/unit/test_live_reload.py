"""What a server tells its pages of changed files, and how the files are watched, without any watcher."""

import asyncio
import json
import shutil
import threading

import pytest

from cif_emulator.cli.http_service import ConfigurationDocument, Service, application
from cif_emulator.cli.listening import serving
from cif_emulator.cli.live_reload import LiveReload, Served
from cif_emulator.cli.watching import watching
from tests.unit.test_http_service import request

BATCH_SECONDS = 10


class Desk:
    """A server's files, and what was told of them."""

    def __init__(self, folder):
        self.folder = folder
        self.served = Served(tag="1")
        self.lines = []
        self.waits = []
        for name in ("widget", "resources"):
            (folder / name).mkdir()
        self.file = folder / "workspace.toml"
        self.file.touch()
        self.live = LiveReload(
            lambda: self.served,
            lambda: [self.file],
            web_resources=folder / "resources",
            providers={"own": folder / "widget"},
            tell=self.lines.append,
            wait=self.wait,
        )

    def wait(self, seconds):
        self.waits.append(seconds)
        if len(self.waits) == 3:
            self.file.touch()

    @property
    def state(self):
        return json.loads(self.live.state())

    def counts(self):
        return self.state["webResources"], self.state["providers"]["own"]


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    made.live.changed()
    return made


def test_the_first_look_is_told_to_pages_and_not_on_the_terminal(desk):
    assert desk.state == desk.state | {
        "configuration": "1",
        "error": "",
        "webResources": 0,
        "providers": {"own": 0},
    }
    assert desk.lines == []


def test_another_configuration_a_wrong_one_and_the_same_again(desk):
    desk.served = Served(tag="2")
    desk.live.changed()
    assert desk.state["configuration"] == "2"
    desk.served = Served(tag="2", error="workspace.toml:3: title: is wrong")
    desk.live.changed()
    desk.live.changed()
    assert (desk.state["configuration"], desk.state["error"]) == ("2", "workspace.toml:3: title: is wrong")
    desk.served = Served(tag="2")
    desk.live.changed()
    assert desk.lines == [
        "The configuration has changed: open pages take it over.",
        "workspace.toml:3: title: is wrong\nThe workspace keeps the last configuration that was right.",
        "The configuration is right again, and as it was.",
    ]


def test_many_changes_at_once_are_one_change_of_each_folder(desk):
    paths = [desk.folder / "widget" / f"{number}.js" for number in range(1000)]
    desk.live.changed([*paths, desk.folder / "resources" / "a" / "b.html"])
    assert desk.counts() == (1, 1)
    desk.live.changed([desk.folder / "widget"])
    assert desk.counts() == (1, 2)


@pytest.mark.parametrize("name", ["widgets/a.js", "other.txt", "workspace.toml"])
def test_what_lies_beside_the_folders_is_no_change_of_theirs(desk, name):
    desk.live.changed([desk.folder / name])
    assert desk.counts() == (0, 0)


def test_the_configuration_in_a_widgets_folder_is_no_file_of_the_widget(desk):
    desk.file = desk.folder / "widget" / "workspace.toml"
    desk.file.touch()
    desk.live.changed([desk.file])
    assert desk.counts() == (0, 0)


def test_a_folder_that_has_gone_is_told_when_it_is_back(desk):
    widget = desk.folder / "widget"
    widget.rmdir()
    desk.live.changed([widget])
    assert desk.counts() == (0, 0)
    widget.mkdir()
    desk.live.changed([widget])
    assert desk.counts() == (0, 1)


def test_a_file_that_vanishes_for_a_moment_is_waited_for(desk):
    desk.file.unlink()
    desk.live.changed()
    assert len(desk.waits) == 3
    desk.waits.extend([0, 0, 0])
    desk.file.unlink()
    desk.live.changed()
    assert 20 <= len(desk.waits) <= 30
    assert sum(desk.waits) < 3


def test_connections_get_each_state_and_end_with_the_server(desk):
    async def listen():
        events = desk.live._events()
        told = [await anext(events), await anext(events)]
        assert desk.live.listeners == 1
        desk.served = Served(tag="2")
        await asyncio.to_thread(desk.live.changed)
        told.append(await anext(events))
        desk.live.close()
        told += [event async for event in events]
        return told

    retry, first, second = asyncio.run(listen())
    assert retry.startswith("retry: ")
    assert [json.loads(each.removeprefix("data: "))["configuration"] for each in (first, second)] == [
        "1",
        "2",
    ]
    assert desk.live.listeners == 0


class Batches:
    """Stands for ``watchfiles.watch``: gives what the test has happen."""

    def __init__(self):
        self.asked = []
        self.next = {True: [], False: []}
        self.came = threading.Condition()

    def __call__(self, *folders, recursive, stop_event, **options):
        with self.came:
            self.asked.append((recursive, set(folders)))
            self.came.notify_all()
        while not stop_event.wait(0.005):
            with self.came:
                batch = self.next[recursive].pop(0) if self.next[recursive] else []
            if isinstance(batch, Exception):
                raise batch
            yield {(1, str(path)) for path in batch}

    def happen(self, *paths, recursive=True):
        with self.came:
            self.next[recursive].append(list(paths))

    def until(self, is_true):
        with self.came:
            assert self.came.wait_for(is_true, BATCH_SECONDS)


class TestWatching:
    @pytest.fixture
    def batches(self):
        return Batches()

    @pytest.fixture
    def changes(self, desk, monkeypatch):
        """Waits for the live reload to have been told of paths."""
        told, came = [], threading.Condition()

        def changed(paths=()):
            with came:
                told.append(set(paths))
                came.notify_all()

        monkeypatch.setattr(desk.live, "changed", changed)

        def told_of(paths):
            with came:
                assert came.wait_for(lambda: paths in told, BATCH_SECONDS), told

        return told_of

    def test_the_folders_of_files_alone_and_those_of_widgets_with_all_below(self, desk, batches, changes):
        widget, resources = desk.folder / "widget", desk.folder / "resources"
        with watching(desk.live, desk.lines.append, batches):
            batches.until(lambda: len(batches.asked) == 2)
            batches.happen(widget / "a.js")
            changes({widget / "a.js"})
        assert sorted(batches.asked, key=lambda each: each[0]) == [
            (False, {desk.folder}),
            (True, {widget, resources}),
        ]

    def test_a_folder_that_was_replaced_is_watched_anew(self, desk, batches, changes):
        widget, resources = desk.folder / "widget", desk.folder / "resources"
        with watching(desk.live, desk.lines.append, batches):
            batches.happen(widget)
            batches.until(lambda: batches.asked.count((True, {widget, resources})) == 2)
            changes({widget})

    def test_a_folder_that_has_gone_is_awaited(self, desk, batches, changes):
        widget, resources = desk.folder / "widget", desk.folder / "resources"
        with watching(desk.live, desk.lines.append, batches):
            batches.until(lambda: (True, {widget, resources}) in batches.asked)
            shutil.rmtree(widget)
            batches.until(lambda: (True, {resources}) in batches.asked)
            widget.mkdir()
            batches.until(lambda: batches.asked.count((True, {widget, resources})) == 2)
            changes({widget})

    def test_what_cannot_be_watched_is_told_once(self, desk, batches, changes, monkeypatch):
        monkeypatch.setattr("cif_emulator.cli.watching._SECONDS", 0.01)
        batches.next[True] = [OSError("OS file watch limit reached")] * 3
        with watching(desk.live, desk.lines.append, batches):
            batches.until(lambda: len([each for each in batches.asked if each[0]]) == 4)
        assert desk.lines == [
            "Changes cannot be seen now (OS file watch limit reached); reload the page after them."
        ]


class TestService:
    @pytest.fixture
    def file(self, tmp_path):
        file = tmp_path / "workspace.toml"
        file.write_text('[workspace]\ntitle = "First"\n', encoding="utf-8")
        return file

    def test_a_broken_file_is_told_and_the_last_right_one_is_served(self, tmp_path, file):
        service = Service(page=tmp_path, configuration=file)
        document = ConfigurationDocument(service, keeps_last=True)
        live = LiveReload(document.look, document.files, providers={}, tell=lambda _: None)
        live.changed()
        with serving(application(service, document, live)) as url:
            response, before = request(url, "/config.json")
            assert response.headers["Live-Reload"] == "live-reload"
            assert json.loads(live.state())["configuration"] == response.headers["ETag"]
            file.write_text("[workspace]\ntitle = 3\n", encoding="utf-8")
            live.changed()
            response, after = request(url, "/config.json")
            assert (response.status, after) == (200, before)
            assert (
                json.loads(live.state())["error"]
                == f"{file}:2: workspace.title: expected a text, got the number 3"
            )

    def test_without_it_there_is_no_such_address_and_no_header(self, tmp_path, file):
        with serving(application(Service(page=tmp_path, configuration=file))) as url:
            assert "Live-Reload" not in request(url, "/config.json")[0].headers
            assert request(url, "/live-reload")[0].status == 404
