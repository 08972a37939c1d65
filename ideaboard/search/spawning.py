"""Processes of our own beside this one: they know what they are told, and none of the settings."""

import os
import subprocess
import sys
from typing import Any

from ideaboard import paths


def python(module: str, *arguments: str, **pipes: Any) -> "subprocess.Popen[bytes]":
    """Start a module of this package as a process."""
    home = str(paths.PACKAGE.parent)
    # No secret, and no address of a database.
    surroundings = {name: value for name, value in os.environ.items() if "IDEABOARD" not in name}
    path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        # -P: without it Python would import from the working directory first.
        [sys.executable, "-P", "-m", module, *arguments],
        env=surroundings | {"PYTHONPATH": path},
        **pipes,
    )
