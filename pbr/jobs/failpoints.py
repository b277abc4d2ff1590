"""Places at which a test may make the process die. Nothing happens unless the environment names the place."""

import os

DIED = 9


def failpoint(name: str) -> None:
    """Ends the process at once, without any cleaning up, if PBR_FAILPOINT is `name`."""
    if os.environ.get("PBR_FAILPOINT") == name:
        os._exit(DIED)
