"""Pages in headless Chromium: of exported notebooks with the network off, and of a running JupyterLab."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """A running browser. Fails with what to install if there is none."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        pytest.fail("these tests need Chromium, such as Debian's package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium):
    """A function that opens an empty page. Whatever goes wrong in it fails the test.

    offline: nothing can be loaded but files. options: those of playwright's new_context, such as color_scheme="dark".
    """
    contexts, problems = [], []

    def open_page(*, offline=True, **options):
        context = chromium.new_context(**({"viewport": {"width": 1100, "height": 900}} | options))
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        if offline:
            context.set_offline(True)
            context.route("http*://**", lambda route: route.abort())
        page.on("console", lambda message: _note(message, problems))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, problems


def _note(message, problems):
    # The templates of nbconvert and JupyterLab load things of their own; what they miss is not ours.
    if message.type == "error" and "Failed to load resource" not in message.text:
        problems.append(f"console: {message.text}")


def notebook(*cells):
    """Return a notebook of these code cells."""
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source, id=f"cell-{k}") for k, source in enumerate(cells)],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def executed(*cells):
    """Return a notebook of these code cells, with their outputs."""
    made = notebook(*cells)
    NotebookClient(made, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
    return made


def run_all(page):
    """Run all cells of the notebook that is open in JupyterLab, which takes no cells before its kernel is ready."""
    page.get_by_text("| Idle").wait_for(timeout=60_000)
    page.locator(".jp-Notebook .jp-Cell").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+Enter")


@pytest.fixture(scope="session")
def exported(tmp_path_factory):
    """A function that runs a notebook of the code cells it is given, exports it as HTML, and returns the address of it.

    theme: "light" or "dark".
    """
    folder, known = tmp_path_factory.mktemp("exported"), {}

    def export(*cells, theme="light"):
        if (cells, theme) not in known:
            page, _ = HTMLExporter(theme=theme).from_notebook_node(executed(*cells))
            path = folder / f"{len(known)}.html"
            path.write_text(page, encoding="utf-8")
            known[cells, theme] = path.as_uri()
        return known[cells, theme]

    return export


class Lab:
    """A running JupyterLab. folder: where its notebooks lie. Its settings and trust are its own, in a new place."""

    def __init__(self, folder, home):
        self.folder, self.token = folder, secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.env = os.environ | {
            "HOME": str(home),
            "JUPYTER_CONFIG_DIR": str(home / "config"),
            "JUPYTER_DATA_DIR": str(home / "data"),
            "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
            "PYTHONPATH": str(ROOT),
        }
        options = {
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,
            "IdentityProvider.token": self.token,
            "ServerApp.root_dir": folder,
            "ServerApp.open_browser": False,
            "ServerApp.allow_root": True,
            "LabApp.news_url": "",
            "LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        }
        command = [sys.executable, "-m", "jupyterlab", *(f"--{key}={value}" for key, value in options.items())]
        self.log = (home / "log.txt").open("wb")
        self.process = subprocess.Popen(command, env=self.env, cwd=folder, stdout=self.log, stderr=subprocess.STDOUT)

    def wait(self):
        """Wait until it answers. Fails the test if it does not within a minute."""
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api", timeout=5).close()
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.2)
        pytest.fail(f"JupyterLab did not start:\n{Path(self.log.name).read_text()[-2000:]}")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()

    def add(self, name, made, trusted=False):
        """Put a notebook into the folder and return its address. trusted: as after "Trust Notebook"."""
        path = self.folder / name
        nbformat.write(made, path)
        if trusted:
            trust = [sys.executable, "-m", "jupyter", "trust", str(path)]
            subprocess.run(trust, env=self.env, check=True, capture_output=True)
        return f"http://127.0.0.1:{self.port}/doc/tree/{name}?token={self.token}"


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """A JupyterLab on this machine, with a folder of its own."""
    running = Lab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home"))
    try:
        running.wait()
        yield running
    finally:
        running.stop()
