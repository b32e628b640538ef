"""Whether some process still has a file open for writing: the kernel knows, where it can be asked.

Linux grants a read lease only on a file that nobody writes. Elsewhere, on network file systems, or on
other people's files it cannot be asked, and the answer is no: then the size has to tell.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import sys
from pathlib import Path


def being_written(path: Path) -> bool:
    """True when a process is known to have `path` open for writing. Blocks on no pipe or device."""
    if sys.platform != "linux":
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False  # reading it will say why
    try:
        # A writer that comes in this instant breaks the lease, by default with SIGIO, which kills us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN
    finally:
        os.close(descriptor)  # gives the lease back
    return False
