"""Addresses of this room."""

from django.urls import path

from . import api
from .views import (
    challenges,
    claims,
    explaining,
    forecasting,
    ledger,
    moved,
    proof,
    reviewing,
    runs,
    tariff,
    trials,
    work,
)

urlpatterns = [
    path("caseload/work/", work.WorkList.as_view(), name="work"),
    path("claims/", claims.ClaimList.as_view(), name="claims"),
    path("claims/new", claims.NewClaim.as_view(), name="new_claim"),
    path("claims/queries/", reviewing.ToAnswer.as_view(), name="queries"),
    path("claims/queries/<int:query_id>/", reviewing.Answer.as_view(), name="answer_query"),
    path("claims/queries/<int:query_id>/attachment", reviewing.AttachmentFile.as_view(), name="attachment"),
    path("claims/<int:number>/", claims.ClaimPage.as_view(), name="claim"),
    path("claims/<int:number>/approve", reviewing.Approve.as_view(), name="approve_claim"),
    path("claims/<int:number>/review", reviewing.Review.as_view(), name="review_claim"),
    path("claims/<int:number>/withdraw", reviewing.Withdraw.as_view(), name="withdraw_claim"),
    path("claims/<int:number>/lines/<int:line_id>/", explaining.WhyLine.as_view(), name="why_line"),
    path("forecast/", forecasting.Forecast.as_view(), name="forecast"),
    path("forecast/ask", forecasting.AskForecast.as_view(), name="ask_forecast"),
    path("forecast/budget", forecasting.SetBudget.as_view(), name="set_budget"),
    path("forecast/kept/", forecasting.Forecasts.as_view(), name="forecasts"),
    path("forecast/kept/<int:forecast_id>/", forecasting.Forecast.as_view(), name="kept_forecast"),
    path("forecast/calibration/", forecasting.Calibration.as_view(), name="calibration"),
    path("challenges/", challenges.ChallengeList.as_view(), name="challenges"),
    path("challenges/<int:challenge_number>/", challenges.ChallengePage.as_view(), name="challenge"),
    path(
        "challenges/<int:challenge_number>/evidence", challenges.ChallengeEvidence.as_view(), name="challenge_evidence"
    ),
    path(
        "determinations/<int:determination_id>/challenge", challenges.ChallengeResult.as_view(), name="challenge_result"
    ),
    path(
        "claims/<int:number>/lines/<int:line_id>/challenge", challenges.ChallengeLine.as_view(), name="challenge_line"
    ),
    path("payments/", runs.PaymentList.as_view(), name="payments"),
    path("payments/runs/", runs.RunList.as_view(), name="runs"),
    path("payments/runs/<int:number>/", runs.RunPage.as_view(), name="run"),
    path("payments/runs/<int:number>/release", runs.Release.as_view(), name="release_run"),
    path("payments/runs/<int:number>/file", runs.FinanceFile.as_view(), name="finance_file"),
    path("payments/<int:payment_id>/", runs.RemittancePage.as_view(), name="remittance"),
    path("payments/<int:payment_id>/advice.pdf", runs.RemittancePage.as_view(), {"form": "pdf"}, name="remittance_pdf"),
    path("payments/<int:payment_id>/advice.csv", runs.RemittancePage.as_view(), {"form": "csv"}, name="remittance_csv"),
    path("ledger/", ledger.Ledger.as_view(), name="ledger"),
    path("ledger/postings/<int:posting_id>/", explaining.WhyPosting.as_view(), name="why_posting"),
    path("extracts/<int:extract_id>/moved", moved.MovedByExtract.as_view(), name="moved_by_extract"),
    path("statements/", ledger.StatementPage.as_view(), name="statement"),
    path("schemes/<int:version_id>/kinds/", proof.KindsOfClient.as_view(), name="kinds"),
    path("schemes/<int:version_id>/kinds/<int:place>/", proof.KindOfClient.as_view(), name="kind"),
    path("schemes/<int:version_id>/trials/", trials.Trials.as_view(), name="trials"),
    path("schemes/<int:version_id>/trials/<int:trial_id>/", trials.TrialPage.as_view(), name="trial"),
    path("tariff/", tariff.Tariff.as_view(), name="tariff"),
    path("tariff/<int:study_id>/", tariff.Study.as_view(), name="tariff_study"),
    path("tariff/<int:study_id>/draft", tariff.TariffDraft.as_view(), name="tariff_draft"),
    path("api/v1/claims/", api.Claims.as_view(), name="api_claims"),
    path("api/v1/claims/<int:number>/", api.OneClaim.as_view(), name="api_claim"),
    path("api/v1/claims/<int:number>/approve/", api.ApproveClaim.as_view(), name="api_approve_claim"),
]
