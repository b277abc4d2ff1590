"""Addresses of this room."""

from django.urls import path

from .views import clients, draft_parts, drafting, held, near_misses, schemes, tops

urlpatterns = [
    path("caseload/tops/", tops.TopExceptions.as_view(), name="top_exceptions"),
    path("caseload/changes-of-name/", near_misses.NearMisses.as_view(), name="near_misses"),
    path("schemes/", schemes.Schemes.as_view(), name="schemes"),
    path("schemes/draft", schemes.Draft.as_view(), name="draft_scheme"),
    path("schemes/new", drafting.StartDraft.as_view(), name="start_draft"),
    path("schemes/<int:version_id>/draft/", drafting.DraftPage.as_view(), name="draft"),
    path("schemes/<int:version_id>/draft/<slug:section>/", draft_parts.DraftSection.as_view(), name="draft_section"),
    path(
        "schemes/<int:version_id>/draft/<slug:section>/<int:place>/",
        draft_parts.DraftPart.as_view(),
        name="draft_entry",
    ),
    path(
        "schemes/<int:version_id>/draft/<slug:section>/<int:place>/arrange",
        draft_parts.ArrangeDraft.as_view(),
        name="arrange_draft",
    ),
    path("schemes/<int:version_id>/", schemes.SchemePage.as_view(), name="scheme"),
    path("schemes/<int:version_id>/document", schemes.SchemeDocument.as_view(), name="scheme_document"),
    path("schemes/<int:version_id>/in-force", schemes.PutInForce.as_view(), name="put_in_force"),
    path("schemes/<int:version_id>/discard", schemes.Discard.as_view(), name="discard_draft"),
    path("held/", held.HeldQueue.as_view(), name="held"),
    path("held/decisions", held.Decisions.as_view(), name="decisions"),
    path("held/decisions/replay", held.DecisionsForReplay.as_view(), name="decisions_for_replay"),
    path("held/<int:determination_id>/", held.Decide.as_view(), name="decide"),
    path("clients/<str:reference>/", clients.ClientPage.as_view(), name="client"),
    path("determinations/<int:determination_id>/", clients.DeterminationPage.as_view(), name="determination"),
    path("determinations/<int:determination_id>/evidence", clients.EvidencePart.as_view(), name="evidence"),
]
