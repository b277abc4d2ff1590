"""What the generator's tables are made of: columns of equal length, one array each."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Table: TypeAlias = dict[str, Any]  # of Array, and for reviews of tables of arrays
Rng: TypeAlias = np.random.Generator
Row: TypeAlias = dict[str, Any]
Planted: TypeAlias = tuple[int, str, str, str]  # row, column, kind of fault, the value written
