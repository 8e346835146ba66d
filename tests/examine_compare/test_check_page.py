"""`bonafix check` in a real Chromium, and what its server refuses."""

import http.client
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright

from bonafix.cli.check_page.server import CheckServer
from tests.examine_compare import scenes


@pytest.fixture
def server() -> Iterator[CheckServer]:
    with CheckServer(0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def ask(
    server: CheckServer, path: str, host: str | None = None, method: str = "GET", body: bytes = b""
) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    connection.request(method, path, body, {"Host": host or f"127.0.0.1:{server.server_port}"})
    return connection.getresponse().status


def test_only_who_has_the_printed_address_is_answered(server: CheckServer) -> None:
    assert ask(server, f"/{server.secret}/") == 200
    assert ask(server, "/") == 404
    assert ask(server, "/wrong/") == 404
    assert ask(server, f"/{server.secret}/", host="evil.example") == 404
    assert ask(server, f"/{server.secret}/../server.py") == 404
    assert ask(server, f"/{server.secret}/examine", method="POST", body=b"[]") == 400
    assert (
        ask(
            server,
            f"/{server.secret}/examine",
            method="POST",
            body=b'{"claims":["p9"],"references":[]}',
        )
        == 400
    )


@pytest.mark.service
def test_the_command_answers_within_five_seconds() -> None:
    command = [sys.executable, "-m", "bonafix.cli.main", "check", "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        process.terminate()
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    assert address.startswith("http://127.0.0.1:")
    # Processor time, because the clock on the wall counts what else this machine does.
    assert used.ru_utime + used.ru_stime < 5


@pytest.mark.browser
def test_two_pictures_are_dropped_the_crack_is_outlined_and_the_evidence_saved(
    server: CheckServer, tmp_path: Path
) -> None:
    reference = scenes.render(1, 1)
    cv2.imwrite(str(tmp_path / "listing.jpg"), reference)
    cv2.imwrite(str(tmp_path / "buyer.jpg"), scenes.crack(reference)[0])
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(locale="zh-CN", viewport={"width": 1080, "height": 1400})
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(server.address)
        page.set_input_files("[data-role=claims] input", tmp_path / "buyer.jpg")
        page.set_input_files("[data-role=references] input", tmp_path / "listing.jpg")
        page.wait_for_selector("[data-role=references] li")
        page.click("#go")
        page.wait_for_selector(".pictures:not([hidden])", timeout=60_000)
        assert "占图片的" in page.inner_text("#reports")
        assert "不能说明" in page.inner_text("#reports")
        assert "buyer.jpg" in page.input_value("#text")
        assert "纸条" in page.input_value("#challenge")
        with page.expect_download() as download:
            page.click(".save")
        download.value.save_as(tmp_path / "evidence.jpg")
        page.screenshot(path=str(tmp_path / "page.png"), full_page=True)
        browser.close()
    assert complaints == []
    saved = cv2.imread(str(tmp_path / "evidence.jpg"))
    assert saved.shape[1] == 1200
    assert (tmp_path / "evidence.jpg").stat().st_size < 1_000_000
    amber = np.abs(saved.astype(int) - np.array([0, 140, 255])).max(2) < 40
    assert amber.sum() > 500  # the outline is on the picture
