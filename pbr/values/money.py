"""Money is whole pence. No float ever holds it; shares are exact decimals."""

from __future__ import annotations

from typing import NewType

Pence = NewType("Pence", int)
