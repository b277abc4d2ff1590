"""How the events of this room read in the audit trail, after the name of who did it."""

from __future__ import annotations

from django.urls import reverse

from pbr.audit.present import shown_at, tell

tell(
    {
        "instrument.added": "took in {name}, valid from {valid_from}",
        "referral.received": "took in a referral ({source})",
        "referral.closed": "closed a referral ({why})",
        "referral.referred_on": "referred somebody on to {provider}",
        "appointment.booked": "booked an appointment for {on}",
        "appointment.kept": "noted that the appointment of {on} was kept",
        "appointment.missed": "noted that the appointment of {on} was missed",
        "appointment.cancelled": "cancelled the appointment of {on}",
        "preference.noted": "noted which provider the person would like",
        "goal.noted": "noted a recovery goal",
        "advocacy.noted": "noted whom they spoke to for the person",
        "goal.withdrawn": "withdrew a recovery goal",
        "advocacy.withdrawn": "withdrew a contact on the person’s behalf",
        "assessment.started": "began an assessment",
        "assessment.taken_over": "took over an assessment from {former}",
        "assessment.completed": "completed an assessment, which gave the group {group}",
        "assessment.again": "began to assess somebody again",
        "assessment.approved": "approved a reassessment, which gave the group {group}",
        "audit.drawn": "drew {many} of {of} assessments for audit, by the seed {seed}",
        "audit.begun": "began to score an assessment again",
        "audit.passed": "scored an assessment again: it passed",
        "audit.failed": "scored an assessment again: it failed",
        "answers.offered": "looked at a client’s existing answers for an assessment",
        "assessments.exported": "downloaded the assessments made here, with who was assessed ({rows} rows): “{reason}”",
        "referral.identity_seen": "looked at who was referred",
    }
)
shown_at("referral", lambda key: reverse("referral", args=[key]))
shown_at("assessment", lambda key: reverse("assessment", args=[key]))
shown_at("audit", lambda key: reverse("sample", args=[key]))
shown_at("instrument", lambda key: reverse("instrument", args=[key]))
