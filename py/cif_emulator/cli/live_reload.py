"""Live reload: what has changed of the files behind a server, told to the pages that are open.

They get the whole of it each time and find out what is new to them. So a page that was away misses nothing,
nor does one whose server was started again. How pages follow it: ``web/border/live_reload.js``.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from pathlib import Path

from attrs import frozen
from starlette.requests import Request
from starlette.responses import StreamingResponse

# Where pages listen, and the header of the configuration that says so.
ADDRESS = "live-reload"
HEADER = "Live-Reload"

# Editors take a file away for a moment, to put another in its place.
_PATIENCE_SECONDS = 1.0
_PAUSE_SECONDS = 0.05


@frozen(kw_only=True)
class Served:
    """The configuration that is served: its tag, and why the files as they are now cannot be."""

    tag: str
    error: str = ""


class LiveReload:
    """What is served, as far as it changes.

    ``look`` reads the configuration if its files have changed; ``files`` gives these. ``web_resources`` is
    the folder behind ``/webresources/``; ``providers`` are the folders of widgets, by the unique names of
    their channel providers. ``tell`` gets a line for each change. ``wait`` is called with seconds.
    """

    def __init__(
        self,
        look: Callable[[], Served],
        files: Callable[[], Iterable[Path]],
        *,
        web_resources: Path | None = None,
        providers: Mapping[str, Path],
        tell: Callable[[str], None],
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._look = look
        self._files = files
        self._web_resources = web_resources.resolve() if web_resources else None
        self._providers = {name: folder.resolve() for name, folder in providers.items()}
        self._tell = tell
        self._wait = wait
        self._served: Served | None = None
        self._run = secrets.token_hex(8)
        self._web_resource_changes = 0
        self._provider_changes = dict.fromkeys(providers, 0)
        self._listeners: set[Callable[[], None]] = set()
        self._is_closed = False
        # Changes of files and of folders are seen in two threads.
        self._changing = threading.Lock()

    def files(self) -> frozenset[Path]:
        """The files that the configuration is read from, under their names and where links lead."""
        named = [file.absolute() for file in self._files()]
        return frozenset([*named, *(file.resolve() for file in named)])

    def folders(self) -> frozenset[Path]:
        """The folders whose files are served as they are."""
        own = () if self._web_resources is None else (self._web_resources,)
        return frozenset([*own, *self._providers.values()])

    def state(self) -> str | None:
        """What pages are told, as JSON text; ``None`` before the first look at the configuration."""
        if self._served is None:
            return None
        return json.dumps(
            {
                "run": self._run,
                "configuration": self._served.tag,
                "error": self._served.error,
                "webResources": self._web_resource_changes,
                "providers": self._provider_changes,
            }
        )

    def changed(self, paths: Iterable[Path] = ()) -> None:
        """Find out what has changed, where these paths may have, and tell it."""
        with self._changing:
            before = self.state()
            self._look_again()
            self._note_folders(frozenset(paths) - self.files())
            if self.state() != before:
                for notify in tuple(self._listeners):
                    notify()

    def _look_again(self) -> None:
        for _ in range(round(_PATIENCE_SECONDS / _PAUSE_SECONDS)):
            if all(file.exists() for file in self._files()):
                break
            self._wait(_PAUSE_SECONDS)
        before, self._served = self._served, self._look()
        if before is None or before == self._served:
            return
        if self._served.error:
            self._tell(f"{self._served.error}\nThe workspace keeps the last configuration that was right.")
        elif before.tag != self._served.tag:
            self._tell("The configuration has changed: open pages take it over.")
        else:
            self._tell("The configuration is right again, and as it was.")

    def _note_folders(self, paths: frozenset[Path]) -> None:
        def is_touched(folder: Path) -> bool:
            """One that has gone is awaited: a frame would show that there is nothing."""
            return folder.is_dir() and any(path.is_relative_to(folder) for path in paths)

        if self._web_resources and is_touched(self._web_resources):
            self._web_resource_changes += 1
            self._tell("Web resources have changed: frames that show one reload.")
        for name, folder in self._providers.items():
            if is_touched(folder):
                self._provider_changes[name] += 1
                self._tell(f"The page of {name} has changed: its frame reloads.")

    # -- pages ------------------------------------------------------------------------------------

    async def respond(self, request: Request) -> StreamingResponse:  # noqa: ARG002 - an endpoint
        """Answer a request with the state, and again whenever it has changed (server-sent events)."""
        return StreamingResponse(
            self._events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _events(self) -> AsyncIterator[str]:
        loop, is_new = asyncio.get_running_loop(), asyncio.Event()

        def notify() -> None:
            loop.call_soon_threadsafe(is_new.set)

        self._listeners.add(notify)
        told: str | None = None
        try:
            # Milliseconds until a page asks again where the connection has ended.
            yield "retry: 1000\n\n"
            while not self._is_closed:
                state = self.state()
                if state != told:
                    yield f"data: {state}\n\n"
                    told = state
                await is_new.wait()
                is_new.clear()
        finally:
            self._listeners.discard(notify)

    @property
    def listeners(self) -> int:
        """How many connections there are: one for all pages of a browser."""
        return len(self._listeners)

    def close(self) -> None:
        """End the connections: a server waits for none."""
        self._is_closed = True
        for notify in tuple(self._listeners):
            notify()
