"""Pure means pure: the rules load neither Django nor Celery, so an auditor can run them on a folder of files."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.house.house import CHECKOUT, pure_packages

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    importlib.import_module(found.name)
loaded = {name.split(".")[0] for name in sys.modules} & {"django", "rest_framework", "celery", "redis", "psycopg2"}
sys.exit(f"{sys.argv[1]} loads {sorted(loaded)}" if loaded else 0)
"""


@pytest.mark.parametrize("package", pure_packages())
def test_a_pure_package_loads_no_framework(package: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, package], cwd=CHECKOUT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
