"""Every rate the generator uses. Sources, and what is an assumption, are in docs/calibration.md."""

from __future__ import annotations

import numpy as np

from .arrays import Array

# Order everywhere: opiate, alcohol only, non-opiate and alcohol, non-opiate only.
GROUPS = ("opiate", "alcohol", "non_opiate_alcohol", "non_opiate")
GROUP_SHARE = np.array([0.48, 0.30, 0.12, 0.10])
MALE = np.array([0.73, 0.63, 0.74, 0.72])
AGE = np.array([[36, 8.0], [43, 11.5], [31, 9.0], [28, 8.5]])  # median, spread

# Order of substances: alcohol, opiates, crack, cocaine, amphetamines, cannabis, other.
ALONGSIDE_OPIATE = np.array([0.18, 1.0, 0.66, 0.03, 0.03, 0.15, 0.10])
MAIN_NON_OPIATE = np.array([0.0, 0.0, 0.14, 0.32, 0.10, 0.40, 0.04])
SECOND_NON_OPIATE = 0.25
START_NONE = np.array([0.06, 0.08, 0.12, 0.10, 0.10, 0.06, 0.10])  # share with 0 days at the start
START_DAILY = np.array([0.52, 0.55, 0.15, 0.06, 0.15, 0.55, 0.35])  # share with 28 days
START_REST_TO = np.array([27, 27, 22, 20, 24, 27, 27])  # the rest: evenly from 2 to this
# Response at review among those who use at the start; what is left is "unchanged".
ABSTINENT = np.array([0.28, 0.49, 0.58, 0.58, 0.45, 0.32, 0.40])
IMPROVED = np.array([0.26, 0.26, 0.12, 0.12, 0.15, 0.20, 0.15])
WORSE = np.array([0.04, 0.03, 0.03, 0.03, 0.04, 0.05, 0.04])

# Discharges, by group.
SUCCESS = np.array([0.44, 0.61, 0.63, 0.63])
OTHER_CODES = np.array([83, 84, 85, 86, 87, 88, 7, 93, 94, 95, 96, 97])
OTHER_SHARE = np.array(
    [
        [0.21, 0.16, 0.47, 0.04, 0.04, 0.035, 0.025, 0.004, 0.004, 0.004, 0.004, 0.004],
        [0.21, 0.02, 0.60, 0.03, 0.01, 0.085, 0.025, 0.004, 0.004, 0.004, 0.004, 0.004],
        [0.22, 0.05, 0.57, 0.03, 0.02, 0.065, 0.025, 0.004, 0.004, 0.004, 0.004, 0.004],
        [0.22, 0.05, 0.57, 0.03, 0.02, 0.065, 0.025, 0.004, 0.004, 0.004, 0.004, 0.004],
    ]
)
PBR_CODE = 0.03  # successes coded 90, 91, 92 instead of 80, 82, 81
DAYS_IF_SUCCESS = np.array([330, 190, 170, 160])  # medians
DAYS_OTHERWISE = np.array([250, 110, 105, 100])
SPREAD = 0.62  # of the logarithm of the length
DEATHS_A_YEAR = np.array([0.016, 0.014, 0.007, 0.006])  # in treatment
DEATHS_AFTER_EXIT = 0.008  # a year
MOVES_AFTER_EXIT = 0.02  # a year

# Coming back: share that does, by group.
RETURN_AFTER_SUCCESS = np.array([0.26, 0.12, 0.10, 0.10])
RETURN_OTHERWISE = np.array([0.50, 0.32, 0.32, 0.30])
REOPENED_WITHIN_21 = 0.12  # of those who return, so soon that the journey continues
TRANSFER_ARRIVES = 0.50  # of code 83: starts at another agency within 21 days
RETURN_ELSEWHERE = 0.45  # of later returns: to another agency
BACK_MEAN_DAYS = 130
CONCURRENT = 0.05  # episodes with a second one alongside, at another agency
STOCK = np.array([0.28, 0.10, 0.10, 0.10])  # clients who were in treatment when the scheme starts

# Waits, in days: triage after referral, first intervention after triage.
WAIT_MEAN = np.array([1.2, 2.0, 2.2, 2.2])
WAIT_LONG = 0.015  # waits of more than three weeks

# Reviews.
START_MISSING = 0.05
FIRST_REVIEW = (80, 22)  # mean and spread in days
NEXT_REVIEW = (80, 20)
REVIEW_DONE = 0.86
EXIT_DONE = (0.38, 0.80)  # after other, after successful discharge
POST_EXIT = 0.05
ITEM_NA = 0.007
FORM_NA = 0.01

# At the start: by group.
INJECTING = np.array([0.36, 0.01, 0.06, 0.07])
INJECTED_BEFORE = np.array([0.28, 0.03, 0.08, 0.08])
HOUSING_ACUTE = np.array([0.22, 0.09, 0.14, 0.13])
HOUSING_RISK = np.array([0.10, 0.06, 0.08, 0.08])
HOUSING_RESOLVED = 0.42
IN_WORK = np.array([0.12, 0.30, 0.30, 0.28])
GAINS_WORK = 0.12

OFFENDERS = np.array([0.62, 0.24, 0.44, 0.44])  # some are never proven guilty in the time covered
OFFENCES_A_YEAR = 2.1  # per offender, gamma-Poisson (shape 1)
TRIGGER = 0.45
PROVEN_AFTER = 115  # mean days from offence to proof

CONSENT_REFUSED = 0.02
CONSENT_WITHDRAWN = 0.004
UNSTRUCTURED_ONLY = 0.03
ADVISED = 0.05  # how many the assessment service itself sees and nobody treats, beside an agency's clients
TALKING = 4  # structured psychosocial intervention
MOVED_ON = 0.55  # of those who did not complete where a scheme pays for moving on
LETTER = 0.6  # of those in work, whose employer confirms it
ASSESSED = 0.95
REASSESSED = 0.06
AUDITED, AUDIT_FAILS = 0.10, 0.05
CHANGED_IDENTITY = 0.04  # of those who come back: under an attributor that nearly matches
DUPLICATE_ROWS = 0.001

# Complexity: weights of what an assessor sees; groups cut the score at these shares.
SEVERITY_MEAN, SEVERITY_SD = 1.14, 1.11
GROUP_CUTS = {3: [0.30, 0.75]}


def chance(x: Array) -> Array:
    """A standard normal value as a probability (logistic approximation)."""
    return 1.0 / (1.0 + np.exp(-1.702 * x))


def cuts(groups: int) -> Array:
    return np.array(GROUP_CUTS.get(groups, [i / groups for i in range(1, groups)]))
