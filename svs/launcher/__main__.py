"""`python3 -m svs.launcher run | test | check | fix | chaos | fuzz | bench | demo | manage ...`: what the Makefile calls."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from svs import embedded
from svs.launcher import environment, preflight
from svs.launcher.environment import PYTHON, ROOT, Stop
from svs.launcher.supervisor import Supervisor, commands

BIN = environment.VENV / "bin"
PACKAGES = ["svs", "practices", "valuechain", "metrics", "improvement", "governance"]
PRODUCTION = {
    "SVS_BASE_URL": "https://desk.example",
    "SVS_SECRET_KEY": "only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvwxyz",
    "SVS_HASHED_STATIC": "1",
}


def home() -> Path:
    return Path(os.environ.get("SVS_HOME") or ROOT / "var").resolve()


def secret_key(folder: Path) -> str:
    """The key that signs sessions: made once for a home, readable by its owner only."""
    file = folder / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text()


def prepare(*names: str) -> None:
    preflight.check_python()
    for name in names:
        environment.install(name)
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        try:
            environment.install("embedded")
        except Stop:
            print(
                "The embedded services cannot be installed here; looking for PostgreSQL and Redis on PATH.",
                flush=True,
            )
    environment.build_front_end()
    environment.use_site_packages()


def service_env(services: embedded.Services, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": services.database_url,
        "REDIS_URL": services.redis_url,
        "SVS_HOME": str(folder),
        "SVS_SECRET_KEY": os.environ.get("SVS_SECRET_KEY") or secret_key(folder),
    }


def manage(env: dict[str, str], *args: str) -> int:
    return subprocess.run(
        [str(PYTHON), "manage.py", *args], cwd=ROOT, env=env, check=False
    ).returncode


def run(_: list[str]) -> int:
    """Set up what is missing, then serve until Ctrl-C."""
    port, folder = preflight.port(), home()
    preflight.check_python()
    preflight.check_home(folder)
    preflight.check_port(port)
    prepare("base")
    services, ours = embedded.start(folder)
    (folder / "static").mkdir(exist_ok=True)
    env = {**service_env(services, folder), "PORT": str(port)}
    try:
        if manage(env, "migrate", "--no-input", "-v", "0"):
            raise Stop("The database could not be brought up to date; the lines above say why.")
        if os.environ.get("DEMO", "1") != "0" and manage(env, "demo", "--if-empty"):
            raise Stop("The demo organisation could not be loaded; the lines above say why.")
        supervisor = Supervisor(commands(port, folder), env, folder)
        supervisor.start()
        _wait_until_ready(port)
        print(
            f"\nSVS runs at http://127.0.0.1:{port}/ (plain http, this machine only; Ctrl-C stops it)",
            flush=True,
        )
        manage(env, "signins")
        manage(env, "welcome")
        supervisor.watch()
    finally:
        for service in reversed(ours):
            service.stop()
    return 0


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Stop("The web does not answer; see the logs folder in the data folder.")


def _pytest(args: list[str], *, browser: bool) -> int:
    prepare("dev")
    chromium = _chromium() if browser else None
    folder = Path(tempfile.mkdtemp(prefix="svs-test-"))
    services, ours = embedded.start(folder, durable=False)
    env = {
        **service_env(services, folder),
        "SVS_CHROMIUM": chromium or "",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    try:
        status = subprocess.run(
            [str(PYTHON), "-m", "pytest", *args], cwd=ROOT, env=env, check=False
        ).returncode
    finally:
        for service in reversed(ours):
            service.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return status


def _chromium() -> str | None:
    """A Chromium: the one on PATH, or the system's package where we may install it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None and os.getuid() == 0 and shutil.which("apt-get"):
        _install("chromium", "fonts-dejavu-core", what="Chromium")
        found = next((path for name in names if (path := shutil.which(name))), None)
    return found


def _dovecot() -> None:
    """A mail server for the tests of inbound mail: the one that is there, or the system's package where we may install it."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
    if shutil.which("dovecot", path=places) is None and os.getuid() == 0 and shutil.which("apt-get"):  # fmt: skip
        _install("dovecot-imapd", what="dovecot")


def _install(*packages: str, what: str) -> None:
    """Install packages of the system, quietly; whether it worked is seen by whoever asked."""
    print(f"Installing {what} by the system's package manager ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **quiet,
    )  # type: ignore[call-overload]  # fmt: skip


def test(args: list[str]) -> int:
    """The whole suite, in random order, in parallel; ARGS and SEED narrow it."""
    wanted = os.environ.get("BROWSER", "1") != "0"
    extra = [*os.environ.get("ARGS", "").split(), *args]
    seed = [f"--randomly-seed={os.environ['SEED']}"] if os.environ.get("SEED") else []
    marks = "not chaos and not fuzz"
    missing = wanted and _chromium() is None
    if os.environ.get("MAIL", "1") == "0":
        marks += " and not mail"
    else:
        _dovecot()  # where there is none, the tests that need it say so and fail
    if not wanted or missing:
        marks += " and not browser"
    status = _pytest(["-n", "2", "-m", marks, *seed, *extra], browser=wanted)
    if missing:
        print(
            "The browser part was skipped: no Chromium here. Install one, or say BROWSER=0.",
            flush=True,
        )
        return status or 1
    return status


def chaos(args: list[str]) -> int:
    """Kill and freeze things, then see that nothing is lost."""
    how = ["-n", "2", "--dist", "loadscope", "-p", "no:randomly"]  # one product a file
    return _pytest(["-m", "chaos", *how, "tests/chaos", "tests/launcher", *args], browser=False)


def fuzz(args: list[str]) -> int:
    """Every operation of the API at every boundary, as four people; FUZZ is the examples for each of them."""
    return _pytest(["-n", "2", "-m", "fuzz", "-p", "no:randomly", "tests/fuzz", *args], browser=False)  # fmt: skip


def bench(_: list[str]) -> int:
    """Measure against the bare floor on services of its own; SIZE=2000 REPEAT=2 for a quick look."""
    prepare("dev")
    folder = Path(tempfile.mkdtemp(prefix="svs-bench-"))
    try:
        return subprocess.run(
            [str(PYTHON), "-m", "benchmarks", str(folder)], cwd=ROOT, check=False
        ).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def check(_: list[str]) -> int:
    """Everything that can be said without running the product."""
    prepare("dev")
    folder = Path(tempfile.mkdtemp(prefix="svs-check-"))
    services, ours = embedded.start(folder, durable=False)
    env = service_env(services, folder)
    steps: list[tuple[str, list[str], dict[str, str]]] = [
        ("ruff", [str(BIN / "ruff"), "check", "."], {}),
        ("format", [str(BIN / "ruff"), "format", "--check", "."], {}),
        ("types", [str(BIN / "mypy"), *PACKAGES], {}),
        ("import contracts", [str(BIN / "lint-imports"), "--no-logo"], {}),
        ("migrations", [str(PYTHON), "manage.py", "makemigrations", "--check", "--dry-run"], {}),
        (
            "deployment",
            [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            PRODUCTION,
        ),
    ]
    templates = [str(path) for path in (ROOT / "templates").rglob("*.html")]
    if templates:
        steps.append(
            (
                "templates",
                [str(BIN / "djade"), "--check", "--target-version", "5.2", *templates],
                {},
            )
        )
    if (ROOT / "package.json").exists() and shutil.which("npm"):
        steps.append(("styles", ["npm", "run", "--silent", "lint"], {}))
    failed = []
    try:
        for name, command, more in steps:
            if subprocess.run(command, cwd=ROOT, env={**env, **more}, check=False).returncode:
                failed.append(name)
    finally:
        for service in reversed(ours):
            service.stop()
        shutil.rmtree(folder, ignore_errors=True)
    _audit()
    print(f"Check failed: {', '.join(failed)}." if failed else "Check passed.", flush=True)
    return 1 if failed else 0


def _audit() -> None:
    """Known weaknesses in what we depend on; said where a registry answers, never in the way where none does."""
    audit = [
        str(BIN / "pip-audit"),
        "--disable-pip",
        "--require-hashes",
        "-r",
        "requirements/base.txt",
        "--timeout",
        "10",
    ]
    try:
        done = subprocess.run(
            audit, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        print("Dependency audit: no registry answered.", flush=True)
        return
    words = (done.stdout + done.stderr).strip().splitlines()
    print(f"Dependency audit: {words[-1][:200] if words else 'nothing known'}", flush=True)


def fix(_: list[str]) -> int:
    """Mend what a tool can mend."""
    prepare("dev")
    subprocess.run([str(BIN / "ruff"), "check", "--fix", "."], cwd=ROOT, check=False)
    return subprocess.run([str(BIN / "ruff"), "format", "."], cwd=ROOT, check=False).returncode


def with_services(args: list[str]) -> int:
    """Run a manage.py command with this home's services."""
    prepare("base")
    services, ours = embedded.start(home())
    try:
        return manage(service_env(services, home()), *args)
    finally:
        for service in reversed(ours):
            service.stop()


VERBS: dict[str, Callable[[list[str]], int]] = {
    "run": run, "test": test, "chaos": chaos, "fuzz": fuzz, "bench": bench, "check": check, "fix": fix,
    "manage": with_services,
}  # fmt: skip


def main() -> int:
    verb = VERBS.get(sys.argv[1] if len(sys.argv) > 1 else "run")
    if verb is None:
        print(f"Say one of: {', '.join(VERBS)}.")
        return 2
    try:
        return verb(sys.argv[2:])
    except (Stop, embedded.CannotStart) as problem:
        print(f"\nSVS: {problem}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
