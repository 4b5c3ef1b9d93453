"""A real Chromium for the tests that need one: Debian's, without a network of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.walker import Walker
from tests.servers import Server, visitor_cookie

NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW = "No Chromium here. On Debian: apt-get install chromium fonts-noto-cjk"
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]
PATIENCE = 15_000
"""Milliseconds that a page may take on a machine that does much else."""

expect.set_options(timeout=PATIENCE)


def pytest_configure(config: pytest.Config) -> None:
    """Let the tests name their group also where xdist is not loaded."""
    config.addinivalue_line("markers", "xdist_group(name): xdist runs tests of one group in one process")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine; without one the tests are skipped, unless that is forbidden."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("PORTAL_REQUIRE_BROWSER") == "1":
        pytest.fail(HOW)
    if found is None:
        pytest.skip(HOW)
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET}


# Playwright keeps an event loop running in this thread, beside which no other test could run one. So its
# fixtures last as long as this folder's tests, not as long as the session.


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Playwright itself."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="package")
def browser(playwright: Playwright, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """One browser for all; each person gets a context of their own in it."""
    started = playwright.chromium.launch(**browser_type_launch_args)
    yield started
    started.close()


@pytest.fixture(scope="package")
def browser_context_args() -> dict[str, Any]:
    """What every person's browser is like."""
    return {"timezone_id": "Asia/Shanghai"}


@pytest.fixture
def enter(app: Flask, new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Walker]]:
    """Somebody comes to the portal, by phone or at a desk; their browser must find nothing to complain of."""
    walkers: list[Walker] = []

    def come(
        server: Server,
        person: Any = None,
        *,
        width: int = 390,
        script: bool = True,
        language: str = "zh",
        kind: type[Walker] = Walker,
        **more: Any,
    ) -> Walker:
        phone = width < 600
        context = new_context(
            viewport={"width": width, "height": 844 if phone else 900},
            is_mobile=phone,
            has_touch=phone,
            locale="zh-CN" if language == "zh" else "en-US",
            java_script_enabled=script,
            **more,
        )
        context.set_default_timeout(PATIENCE)
        if person is not None and person.id is not None:
            context.add_cookies([visitor_cookie(person, server)])
        walkers.append(kind(context.new_page(), server, person, script=script, language=language))
        return walkers[-1]

    yield come
    assert [line for walker in walkers for line in walker.complaints] == []
