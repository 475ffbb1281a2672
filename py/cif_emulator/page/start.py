"""Puts a workspace behind the page: what JavaScript may ask of Python, and what Python tells it."""

from __future__ import annotations

import random
from typing import Any

from cif_emulator import __version__, config
from cif_emulator.api import values
from cif_emulator.api.description import description
from cif_emulator.api.dispatcher import Dispatcher
from cif_emulator.config.exporting import present
from cif_emulator.config.opening import Start
from cif_emulator.page.extensions import Extension, installed_extensions
from cif_emulator.records import RecordError
from cif_emulator.workspace import json_text
from cif_emulator.workspace.refusals import ErrorCode, Refusal
from cif_emulator.workspace.restoration import restore, saved
from cif_emulator.workspace.snapshot import snapshot


class Page:
    """The functions that the page's JavaScript calls: text in, text out."""

    def __init__(self, dispatcher: Dispatcher, begun: Start, extensions: tuple[Extension, ...] = ()) -> None:
        self._dispatcher = dispatcher
        self._begun = begun
        self._extensions = extensions
        self.answer = dispatcher.answer
        self.frame_answer = dispatcher.frame_answer
        self.frame_hello = dispatcher.frame_hello
        self.frame_gone = dispatcher.frame_gone
        self.delivered = dispatcher.delivered
        self.timer_elapsed = dispatcher.timer_elapsed

    def snapshot(self) -> str:
        """The state that the view draws, as JSON text after ``=``."""
        return "=" + values.write(snapshot(self._dispatcher.workspace))

    def calls(self) -> str:
        """The call log as JSON text after ``=``, oldest entry first."""
        return "=" + values.write(self._dispatcher.log.plain())

    def data(self) -> str:
        """The present configuration and records after ``=``: name and text of a file that loads again."""
        return "=" + values.write({"name": "workspace.json", "text": config.to_json(present(self._begun))})

    def kept(self) -> str:
        """What is to be kept for a reload, after ``=``: texts for this browser tab and any, or ``null``."""
        workspace = self._dispatcher.workspace
        if not workspace.settings.session_restore:
            return "=null"
        texts = [values.write(saved(workspace, same_browser_tab=same)) for same in (True, False)]
        return "=" + values.write(texts)

    def restore(self, text: str) -> str:
        """Open the sessions of a text that ``kept`` gave; what is broken is dropped, with a warning."""
        workspace = self._dispatcher.workspace
        try:
            restore(workspace, json_text.parse(text))
        except json_text.JsonTextError as error:
            workspace.warn(f"the sessions from before the reload cannot be read and are dropped: {error}")
        self._dispatcher.open()
        return "="

    def reset(self, text: str) -> str:
        """Back to the configured start; ``text`` holds the arguments of ``cifEmulator.reset``.

        ``config`` among the options is a configuration's text (JSON as in ``/config.json``) or object, and
        stays in force. Gives ``=``, or ``!`` and an error's JSON if the configuration is wrong: then nothing
        has changed.
        """
        try:
            self._begun = _chosen(values.read(text), self._begun)
        except (config.ConfigurationError, RecordError, Refusal) as error:
            name = {"name": "TypeError", "message": f"cifEmulator.reset: {error}", "method": "reset"}
            return "!" + values.write(
                {**name, "errorCode": int(ErrorCode.WRONG_ARGUMENT), "family": "cifEmulator"}
            )
        self._dispatcher.restart(self._begun.workspace())
        self.open()
        return "="

    def open(self) -> None:
        """Let the extensions have the fresh workspace, then tell the outside how it begins."""
        for extension in self._extensions:
            extension.begin(self._dispatcher)
        self._dispatcher.open()


def _chosen(arguments: object, begun: Start) -> Start:
    if isinstance(arguments, values.Refused):
        raise Refusal(f"the options cannot be used: {arguments.path} {arguments.reason}")
    options = arguments[0] if isinstance(arguments, list) and arguments else {}
    if not isinstance(options, dict):
        raise Refusal(f"options is {values.described(options)}; right is an object like {{config: {{…}}}}")
    unknown = [key for key in options if key != "config"]
    if unknown:
        raise Refusal(f'there is no option "{unknown[0]}"; there is config')
    chosen = options.get("config", values.UNDEFINED)
    if chosen is values.UNDEFINED or chosen is None:
        return begun
    return Start(config.from_json(chosen if isinstance(chosen, str) else values.write(chosen)))


# What JavaScript calls, by these names.
_FUNCTIONS = (
    "answer",
    "frame_answer",
    "frame_hello",
    "frame_gone",
    "delivered",
    "timer_elapsed",
    "snapshot",
    "reset",
    "calls",
    "data",
    "kept",
    "restore",
)


# Ready-made, so that a memory snapshot holds it.
_DESCRIPTION = values.write(description())

# Starts by the text of their configuration: those that a memory snapshot was made with.
_prepared: dict[str, Start] = {}


def prepare(configuration: str) -> None:
    """Load a checked configuration's records beforehand, so that a memory snapshot holds them.

    ``start`` with the same text then takes them. Records whose time of creation is not configured were
    created now, not at ``start``.
    """
    _prepared[configuration] = _begin(configuration)


def _begin(configuration: str) -> Start:
    # The server has checked it.
    return Start(config.from_json(configuration, checked=True))


def start(configuration: str, page_id: str) -> None:
    """Open the workspace of a checked configuration and connect it to the page.

    ``configuration`` is the JSON text of ``/config.json``; ``page_id`` is unique per page load.
    """
    # The browser's side, registered by name: nothing is made from text.
    import cif_emulator_border as border
    import js
    from pyodide.ffi import create_proxy, to_js

    # A memory snapshot holds the state of the generator it was made with.
    random.seed()
    begun = _prepared.pop(configuration, None) or _begin(configuration)
    address = js.document.baseURI.split("?")[0].split("#")[0].rsplit("/", 1)[0]
    dispatcher = Dispatcher(begun.workspace(), page_id, border.tell, address=address)
    # The page has installed the configuration's wheels by now.
    page = Page(dispatcher, begun, installed_extensions() if begun.configuration.wheels else ())
    # These proxies live as long as the page.
    functions: dict[str, Any] = {name: create_proxy(getattr(page, name)) for name in _FUNCTIONS}
    border.connect(
        to_js(
            {**functions, "description": _DESCRIPTION, "version": __version__},
            dict_converter=border.fromEntries,
        )
    )
    dispatcher.resized(js.innerWidth)
    js.addEventListener("resize", create_proxy(lambda _: dispatcher.resized(js.innerWidth)))
    js.document.addEventListener(
        "visibilitychange", create_proxy(lambda _: dispatcher.hidden(js.document.hidden))
    )
    page.open()
