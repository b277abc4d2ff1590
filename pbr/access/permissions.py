"""What a person may be allowed to do. Every view, API action and command of a person declares one of these."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    SEE_HOME = "see_home"
    # extracts
    SEND_EXTRACTS = "send_extracts"
    CONFIRM_EXTRACTS = "confirm_extracts"  # a TO date that jumps, or was overridden (extracts.md §1)
    SEE_EXTRACTS = "see_extracts"
    # people in treatment
    SEE_CASELOAD = "see_caseload"
    SEE_IDENTITY = "see_identity"  # initials and date of birth; each view is recorded
    # schemes and determinations
    SEE_SCHEME = "see_scheme"
    CHANGE_SCHEME = "change_scheme"
    DECIDE_HELD = "decide_held"
    # money
    SEE_CLAIMS = "see_claims"
    PREPARE_CLAIMS = "prepare_claims"
    ANSWER_QUERIES = "answer_queries"
    RAISE_CHALLENGES = "raise_challenges"
    ANSWER_CHALLENGES = "answer_challenges"
    REVIEW_CLAIMS = "review_claims"  # query, reject
    APPROVE_CLAIMS = "approve_claims"
    RUN_PAYMENTS = "run_payments"
    SEE_LEDGER = "see_ledger"
    # assessment
    SEE_ASSESSMENTS = "see_assessments"
    ASSESS = "assess"
    SEE_INSTRUMENT = "see_instrument"  # the questions, points and bands; whoever may change a scheme takes a version in
    SEE_DRIFT = "see_drift"  # whether assessors give groups alike
    AUDIT_ASSESSMENTS = "audit_assessments"  # see samples, and draw them: a recorded seed decides, nobody chooses
    RESCORE = "rescore"  # score an assessment of a sample again, blind
    # oversight
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATIONS = "manage_organisations"  # providers, agencies, LASARS: the reference tables
