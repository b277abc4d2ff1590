"""The roles people hold, as data: a role is a set of permissions and the kind of organisation it is held in."""

from __future__ import annotations

from dataclasses import dataclass

from .permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Role:
    """`held_in`: partnership | provider | lasars."""

    code: str
    title: str
    held_in: str
    permissions: frozenset[P]


COMMISSIONER = Role(
    "commissioner",
    "Commissioner",
    "partnership",
    frozenset(
        {
            P.SEE_HOME,
            P.SEE_EXTRACTS,
            P.CONFIRM_EXTRACTS,
            P.SEE_CASELOAD,
            P.SEE_SCHEME,
            P.CHANGE_SCHEME,
            P.SEE_INSTRUMENT,
            P.SEE_DRIFT,
            P.AUDIT_ASSESSMENTS,
            P.DECIDE_HELD,
            P.ANSWER_CHALLENGES,
            P.SEE_CLAIMS,
            P.PREPARE_CLAIMS,
            P.REVIEW_CLAIMS,
            P.APPROVE_CLAIMS,
            P.RUN_PAYMENTS,
            P.SEE_LEDGER,
            P.SEE_AUDIT,
        }
    ),
)
# Whoever approves money sends no extract: otherwise one person could make up a result, approve and pay it.
DATA_OFFICER = Role(
    "data_officer",
    "Data officer",
    "partnership",
    frozenset({P.SEE_HOME, P.SEND_EXTRACTS, P.SEE_EXTRACTS}),
)
SECOND_APPROVER = Role(
    "second_approver",
    "Second approver",
    "partnership",
    frozenset(
        {
            P.SEE_HOME,
            P.SEE_EXTRACTS,
            P.SEE_CASELOAD,
            P.SEE_SCHEME,
            P.SEE_CLAIMS,
            P.REVIEW_CLAIMS,
            P.APPROVE_CLAIMS,
            P.SEE_LEDGER,
        }
    ),
)
ASSESSOR = Role(
    "assessor",
    "LASARS assessor",
    "lasars",
    frozenset(
        {
            P.SEE_HOME,
            P.SEE_ASSESSMENTS,
            P.ASSESS,
            P.SEE_INSTRUMENT,
            P.SEE_DRIFT,
            P.AUDIT_ASSESSMENTS,
            P.RESCORE,
            P.SEE_IDENTITY,
            P.SEND_EXTRACTS,
            P.SEE_EXTRACTS,
        }
    ),
)
PROVIDER_MANAGER = Role(
    "provider_manager",
    "Provider manager",
    "provider",
    frozenset(
        {
            P.SEE_HOME,
            P.SEND_EXTRACTS,
            P.SEE_EXTRACTS,
            P.SEE_CASELOAD,
            P.SEE_IDENTITY,
            P.SEE_SCHEME,
            P.SEE_CLAIMS,
            P.PREPARE_CLAIMS,
            P.ANSWER_QUERIES,
            P.RAISE_CHALLENGES,
        }
    ),
)
PROVIDER_FINANCE = Role(
    "provider_finance",
    "Provider finance officer",
    "provider",
    frozenset(
        {
            P.SEE_HOME,
            P.SEE_CASELOAD,
            P.SEE_SCHEME,
            P.SEE_CLAIMS,
            P.PREPARE_CLAIMS,
            P.ANSWER_QUERIES,
            P.RAISE_CHALLENGES,
        }
    ),
)
AUDITOR = Role(
    "auditor",
    "Auditor",
    "partnership",
    frozenset(
        {
            P.SEE_HOME,
            P.SEE_EXTRACTS,
            P.SEE_CASELOAD,
            P.SEE_IDENTITY,
            P.SEE_SCHEME,
            P.SEE_CLAIMS,
            P.SEE_LEDGER,
            P.SEE_ASSESSMENTS,
            P.SEE_INSTRUMENT,
            P.SEE_DRIFT,
            P.AUDIT_ASSESSMENTS,
            P.SEE_AUDIT,
        }
    ),
)
# Whoever scores assessments again must not know the group that they gave, and so sees no client, claim or audit trail.
ASSESSMENT_AUDITOR = Role(
    "assessment_auditor",
    "Auditor of assessments",
    "partnership",
    frozenset({P.SEE_HOME, P.SEE_IDENTITY, P.SEE_INSTRUMENT, P.AUDIT_ASSESSMENTS, P.RESCORE}),
)
ADMINISTRATOR = Role(
    "administrator",
    "Administrator of people",
    "partnership",
    frozenset({P.SEE_HOME, P.MANAGE_PEOPLE, P.MANAGE_ORGANISATIONS, P.SEE_AUDIT}),
)

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        COMMISSIONER,
        SECOND_APPROVER,
        DATA_OFFICER,
        ASSESSOR,
        PROVIDER_MANAGER,
        PROVIDER_FINANCE,
        AUDITOR,
        ASSESSMENT_AUDITOR,
        ADMINISTRATOR,
    )
}
