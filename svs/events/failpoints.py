"""Places where a fault test may kill the process. Silent unless SVS_FAILPOINT names one."""

import os
import signal

_POINT, _, _MARK = os.environ.get("SVS_FAILPOINT", "").partition(":")


def failpoint(name: str) -> None:
    """Die here, as if by kill -9, when this point is armed and its mark file is there to be taken."""
    if name != _POINT:
        return
    try:
        os.unlink(_MARK)  # noqa: PTH108 -- one kill for one mark, and unlink is atomic
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGKILL)
