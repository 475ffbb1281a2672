"""Watches files and folders while a block runs, also those that go and come back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from watchfiles import DefaultFilter, watch

from cif_emulator.cli.live_reload import LiveReload

# A folder that was not there is looked for so often.
_SECONDS = 1.0

Batches = Callable[..., Iterable[Iterable[tuple[object, str]]]]


@contextmanager
def watching(live: LiveReload, tell: Callable[[str], None], batches: Batches = watch) -> Iterator[None]:
    """Have a live reload look at what changes. ``tell`` gets a line for what cannot be watched.

    ``batches`` is as ``watchfiles.watch``: it gives the paths that have changed, a batch at a time.
    """
    stop = threading.Event()

    def beside() -> None:
        live.changed()

        def changed(_: Iterable[Path]) -> None:
            live.changed()

        _follow(lambda: _parents(live), changed, stop, tell, batches, recursive=False, watch_filter=None)

    def below() -> None:
        _follow(live.folders, live.changed, stop, tell, batches, recursive=True, watch_filter=DefaultFilter())

    work = (beside, below) if live.folders() else (beside,)
    threads = [threading.Thread(target=each, daemon=True) for each in work]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _parents(live: LiveReload) -> frozenset[Path]:
    """A file that is replaced is seen in its folder."""
    return frozenset(file.parent for file in live.files())


def _follow(
    wanted: Callable[[], Iterable[Path]],
    changed: Callable[[Iterable[Path]], None],
    stop: threading.Event,
    tell: Callable[[str], None],
    batches: Batches,
    *,
    recursive: bool,
    watch_filter: DefaultFilter | None,
) -> None:
    """Tell of changes in folders until ``stop``; a folder that has gone is awaited."""

    def present() -> frozenset[Path]:
        return frozenset(each for each in wanted() if each.is_dir())

    watched: frozenset[Path] = frozenset()
    is_first, told = True, ""
    while not stop.is_set():
        folders = present()
        if not is_first and folders:
            # What has happened while nobody watched.
            changed(folders - watched)
        watched, is_first = folders, False
        if not folders:
            stop.wait(_SECONDS)
            continue
        try:
            for batch in batches(
                *folders,
                watch_filter=watch_filter,
                recursive=recursive,
                stop_event=stop,
                rust_timeout=round(_SECONDS * 1000),
                yield_on_timeout=True,
                raise_interrupt=False,
            ):
                paths = frozenset(Path(path) for _, path in batch)
                if paths:
                    changed(paths)
                # The watch of a folder ends with it, also where another has come in its place.
                if not paths.isdisjoint(folders) or present() != folders:
                    watched -= paths
                    break
        except (OSError, RuntimeError) as error:
            # Gone at this moment, or more folders than the system will watch.
            if str(error) != told:
                told = str(error)
                tell(f"Changes cannot be seen now ({error}); reload the page after them.")
            stop.wait(_SECONDS)
