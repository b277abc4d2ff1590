"""A small instrument: one number, one choice, three bands."""

from __future__ import annotations

from lasars.rules.instrument import Instrument, read_instrument

DOCUMENT = """
title = "Small"
version = "1"
valid_from = 2012-04-01
status = "confirmed"

[[group]]
code = "use"
title = "Use"

[[group.question]]
code = "days"
text = "How many days?"
existing = "OPIUSE"
most = 28
unit = "days"
declined = 2
steps = [{ at_least = 0, points = 0 }, { at_least = 1, points = 3 }, { at_least = 15, points = 6 }]

[[group]]
code = "home"
title = "Home"

[[group.question]]
code = "home"
text = "Where?"
existing = "ACCMNEED"
options = [
    { value = "settled", label = "Settled", points = 0, same_as = ["3"] },
    { value = "none", label = "Nowhere", points = 4, same_as = ["1"] },
]

[[band]]
name = "A"
at_least = 0

[[band]]
name = "B"
at_least = 4

[[band]]
name = "C"
at_least = 8

[mapping]
2 = [1, 1, 2]
3 = [1, 2, 3]
6 = [1, 2, 3]

[stock_mapping]
6 = [4, 5, 6]
"""


def small() -> Instrument:
    return read_instrument(DOCUMENT)
