"""What is kept of a test's contexts, with pages that only pretend."""

import pytest
from playwright.sync_api import Error

from cif_emulator.testing.artifacts import Artifacts
from cif_emulator.testing.settings import BrowserSettings


class Video:
    def save_as(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("film", encoding="utf-8")


class NoVideo:
    def save_as(self, path):
        raise Error("Video recording has not been started.")


class Page:
    def __init__(self, video):
        self.video = video


class Context:
    def __init__(self, *videos):
        self.videos = videos
        self.closed = 0

    def on(self, event, listener):
        for video in self.videos:
            listener(Page(video))

    def close(self):
        self.closed += 1


@pytest.mark.parametrize(
    ("wish", "failed", "kept"),
    [
        ("off", True, []),
        ("retain-on-failure", False, []),
        ("retain-on-failure", True, ["page-1.webm"]),
        ("on", False, ["page-1.webm"]),
    ],
)
def test_films_are_kept_as_wished(tmp_path, wish, failed, kept):
    context = Context(Video(), NoVideo(), None)
    with Artifacts(
        settings=BrowserSettings(video=wish, screenshot="off"), folder=tmp_path / "kept"
    ) as artifacts:
        assert ("record_video_dir" in artifacts.options()) == (wish != "off")
        artifacts.watched(context)
        artifacts.finish(failed=failed)
    assert context.closed == 1
    assert sorted(file.name for file in tmp_path.glob("kept/*")) == kept


def test_a_context_that_the_test_has_closed_is_closed_once(tmp_path):
    context = Context()
    with Artifacts(settings=BrowserSettings(screenshot="off"), folder=tmp_path) as artifacts:
        artifacts.watched(context).close()
        artifacts.finish(failed=True)
    assert context.closed == 1
