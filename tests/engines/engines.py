"""Browsers of other engines than Chromium's, as the system installs them, behind one small interface."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from cif_emulator.cli import browsers

if TYPE_CHECKING:
    from selenium.webdriver import WebKitGTK

ROOT = Path(__file__).parents[2]
# Seconds for one script or click in the page.
PATIENCE = 150


class EngineFailed(Exception):
    """The browser answered a command with an error."""


class Engine(Protocol):
    """One page of a browser. Scripts are texts of functions that take a value of JSON and return one."""

    def open(self, url: str) -> None:
        """Load an address."""

    def reload(self) -> None:
        """Load the present address anew."""

    def evaluate(self, script: str, value: object = None) -> Any:
        """Call a function in the page; what it returns, or what its promise resolves to."""

    def click(self, selector: str) -> None:
        """Click on an element as a person does, once it is there."""

    def screenshot(self, file: Path) -> None:
        """Write a picture of what is seen."""

    def version(self) -> str:
        """The browser's own."""


class Firefox:
    """By WebDriver BiDi, from Node: see ``firefox.mjs``."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def _do(self, *command: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise EngineFailed(f"Firefox ended at {command}")
        answer = json.loads(line)
        if "error" in answer:
            raise EngineFailed(answer["error"])
        return answer.get("result")

    def open(self, url: str) -> None:
        self._do("open", url)

    def reload(self) -> None:
        self._do("reload")

    def evaluate(self, script: str, value: object = None) -> Any:
        return self._do("evaluate", script, value)

    def click(self, selector: str) -> None:
        self._do("click", selector)

    def screenshot(self, file: Path) -> None:
        self._do("screenshot", str(file))

    def version(self) -> str:
        return str(self._do("version"))


@contextmanager
def firefox() -> Iterator[Engine]:
    """Firefox without a window."""
    script, packages = Path(__file__).with_name("firefox.mjs"), ROOT / "web" / "package.json"
    command = ["node", str(script), str(packages), str(browsers.firefox())]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield Firefox(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


class WebKit:
    """By WebDriver, from Selenium."""

    def __init__(self, driver: WebKitGTK) -> None:
        self._driver = driver

    def open(self, url: str) -> None:
        self._driver.get(url)

    def reload(self) -> None:
        self._driver.refresh()

    def evaluate(self, script: str, value: object = None) -> Any:
        answer = self._driver.execute_async_script(ASYNCHRONOUS.replace("SCRIPT", script), value)
        if "error" in answer:
            raise EngineFailed(answer["error"])
        return answer.get("result")

    def click(self, selector: str) -> None:
        from selenium.webdriver.common.by import By
        from selenium.webdriver.support.expected_conditions import element_to_be_clickable
        from selenium.webdriver.support.wait import WebDriverWait

        there = element_to_be_clickable((By.CSS_SELECTOR, selector))
        WebDriverWait(self._driver, PATIENCE).until(there).click()

    def screenshot(self, file: Path) -> None:
        self._driver.save_screenshot(str(file))

    def version(self) -> str:
        return f"webkit/{self._driver.capabilities['browserVersion']}"


# Selenium's way to wait for a promise: the last argument is to be called with the answer.
ASYNCHRONOUS = """const [value, answer] = arguments;
Promise.resolve().then(() => (SCRIPT)(value))
  .then((result) => answer({ result }), (error) => answer({ error: String(error) }));"""


@contextmanager
def webkit() -> Iterator[Engine]:
    """WebKitGTK's small browser, on a screen that nobody sees."""
    # Loading it takes longer than collecting all tests of a folder does.
    from selenium.webdriver import WebKitGTK
    from selenium.webdriver.webkitgtk.options import Options
    from selenium.webdriver.webkitgtk.service import Service

    with virtual_screen() as display:
        options = Options()
        options.binary_location = str(browsers.webkit())
        options.add_argument("--automation")
        # Without a graphics card the compositor's own process takes most of the time.
        environment = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_COMPOSITING_MODE": "1"}
        service = Service(shutil.which("WebKitWebDriver"), env=environment)
        with warnings.catch_warnings():
            # Selenium's own way to call itself.
            warnings.simplefilter("ignore", DeprecationWarning)
            driver = WebKitGTK(options=options, service=service)
        try:
            driver.set_script_timeout(PATIENCE)
            yield WebKit(driver)
        finally:
            driver.quit()


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server without a screen; gives its display."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        assert server.stdout is not None
        try:
            yield f":{server.stdout.readline().strip()}"
        finally:
            server.terminate()


START: Mapping[str, Callable[[], AbstractContextManager[Engine]]] = {"firefox": firefox, "webkit": webkit}
