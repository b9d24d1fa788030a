"""``python -m tests.console.gallery FOLDER [WORD ...]``: take them all, or those whose names hold one of the words.

For each page and state three sheets: light, dark, and at 200 % zoom; what looks wrong to a program is told on a line with a dash.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from app.rig.room import VirtualRoom
from tests.console.conftest import CHROMIUM, ROOT, past
from tests.console.gallery.camera import LANGUAGES, Camera
from tests.console.gallery.shots import ALONE, WARD, Shot
from tests.console.program import free_port, wait_until_served
from tests.console.threshold import Threshold, threshold
from tests.console.ward import PASSWORD, Client, staffed, started


class Gallery:
    """Takes what was asked for. words : of the names, all where there is none"""

    def __init__(self, browser: Browser, folder: Path, words: list[str]) -> None:
        self._browser, self._words = browser, words
        self.camera = Camera(folder)

    def wants(self, name: str) -> bool:
        return not self._words or any(word in name for word in self._words)

    def wanted(self, shots: Mapping[str, Shot]) -> dict[str, Shot]:
        return {name: shot for name, shot in shots.items() if self.wants(name)}

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        context = self._browser.new_context(ignore_https_errors=True, viewport={"width": 1024, "height": 768})
        context.set_default_timeout(15_000)
        yield context.new_page()
        context.close()

    def take(self, page: Page, url: str, name: str, shot: Shot, language: str, **named: object) -> None:
        print(name, language, flush=True)
        page.context.set_offline(False)
        page.goto(f"{url}/language/{language}?to={shot.path.format(**named).replace('&', '%26')}")
        page.locator("#main").wait_for()
        page.wait_for_timeout(700)
        try:
            if shot.act is not None:
                shot.act(page)
                page.wait_for_timeout(500)
        except Error as error:  # the others are still worth taking
            self.camera.complain(f"{name} {language}: not reached: {str(error).splitlines()[0]}")
        self.camera.take(page, name, language)

    # ---- where they stand ---------------------------------------------------------------------------------------------

    def alone(self, folder: Path) -> None:
        shots = self.wanted(ALONE)
        if not shots:
            return
        records = past(folder / "data")
        state = folder / "state"
        state.write_text("over")
        command = [sys.executable, "-m", "tests.console.gallery.clinic"]
        with _served(lambda port: [*command, str(port), str(folder / "data"), str(state)]) as url, self.page() as page:
            for name, shot in shots.items():
                for language in LANGUAGES:
                    page.goto("about:blank")
                    state.write_text(shot.pose)
                    self.take(page, url, name, shot, language, **records)

    def door(self, folder: Path) -> None:
        stands = [how for how in Threshold.STANDS if self.wants(f"door, {how}")]
        if not stands:
            return
        with threshold(folder) as door, self.page() as page:
            for how in stands:
                for language in LANGUAGES:
                    self.take(page, door.url, f"door, {how}", Shot(door.stand(how)), language)

    def ward(self, folder: Path) -> None:
        shots = self.wanted(WARD)
        if not shots:
            return
        staffed(folder / "data")
        with started(folder, folder / "data") as ward, self.page() as page:
            Client(ward).pair(ward.code)
            thief = Client(ward)
            thief.ask("/sessions")
            thief.pair("00000000")
            url = f"https://127.0.0.1:{ward.port}"
            page.goto(f"{url}/login")
            page.locator("[name=name]").fill("ada")
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("form button").click()
            page.wait_for_url("**/people")
            for name, shot in shots.items():
                for language in LANGUAGES:
                    self.take(page, url, name, shot, language)

    def calibration(self, folder: Path) -> None:
        if not self.wants("calibration"):
            return
        command = [sys.executable, "-m", "app", "--data", str(folder / "data"), "--no-browser", "--offscreen"]
        command += ["--output", "room", "--microphone", "earmic", "--port"]
        with (
            VirtualRoom(noise_dbfs=-50.0) as room,
            _served(lambda port: [*command, str(port)], room.env) as url,
            self.page() as page,
        ):
            for language in LANGUAGES:
                self._walk(page, url, language)

    def _walk(self, page: Page, url: str, language: str) -> None:
        """Through the steps, once with a loudspeaker and once with closed headphones."""
        it = page.get_by_test_id

        def shoot(name: str) -> None:
            print(f"calibration, {name}", language, flush=True)
            self.camera.take(page, f"calibration, {name}", language)

        page.goto(f"{url}/language/{language}?to=/sound")
        it("wearing-loudspeaker").wait_for()
        page.wait_for_function("!document.querySelector('[data-testid=wearing-loudspeaker]').disabled")
        shoot("1 begun")
        it("wearing-closed").click()
        page.wait_for_timeout(500)
        shoot("1 chosen")
        it("next").click()
        shoot("2")
        it("calibrator-db").fill("9")
        it("measure-calibrator").click()
        page.wait_for_timeout(500)
        shoot("2 a wrong level")
        it("no-calibrator").click()
        page.wait_for_timeout(500)
        shoot("3 closed headphones")
        it("loss-by-sheet").click()
        page.wait_for_timeout(500)
        shoot("3 closed headphones, insertion loss by the data sheet")
        it("back").click()
        it("back").click()
        it("wearing-loudspeaker").click()
        it("next").click()
        it("no-calibrator").click()
        page.wait_for_timeout(500)
        shoot("3 loudspeaker")
        it("measure-path").click()
        it("meter").wait_for()
        page.wait_for_timeout(1500)
        shoot("3 measuring")
        it("done").wait_for(timeout=60_000)
        shoot("4")
        it("done").click()
        page.wait_for_url(f"{url}/")


@contextlib.contextmanager
def _served(command: Callable[[int], list[str]], env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Its address. command : by the port it is served at"""
    port = free_port()
    mine = {"PYTHONPATH": str(ROOT), "XR_RUNTIME_JSON": "/none.json", "DISPLAY": ""}
    with subprocess.Popen(command(port), cwd=ROOT, env={**os.environ, **(env or {}), **mine}) as process:
        try:
            wait_until_served(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def main(folder: Path, words: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        gallery = Gallery(browser, folder, words)
        for stage in (gallery.alone, gallery.door, gallery.ward, gallery.calibration):
            place = Path(scratch, stage.__name__)
            place.mkdir()
            stage(place)
        browser.close()
    print(f"{len(gallery.camera.sheets())} sheets in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
