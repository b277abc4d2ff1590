"""Addresses of this room."""

from django.urls import path

from .views import again, assessing, assessments, auditing, bulk, drifting, instruments, referrals, referred, steps

urlpatterns = [
    path("assessments/", assessments.Assessments.as_view(), name="assessments"),
    path("assessments/replay", assessments.AssessmentsForReplay.as_view(), name="assessments_for_replay"),
    path("assessments/<int:assessment_id>/", assessing.AssessmentPage.as_view(), name="assessment"),
    path("assessments/<int:assessment_id>/approve", again.ApproveAssessment.as_view(), name="approve_assessment"),
    path("assessments/drift/", drifting.Drift.as_view(), name="drift"),
    path("assessment-audit/", auditing.Samples.as_view(), name="samples"),
    path("assessment-audit/<int:draw_id>/", auditing.Sample.as_view(), name="sample"),
    path("assessment-audit/of/<int:drawn_id>/", auditing.ScoreAgain.as_view(), name="score_again"),
    path("assessment-audit/of/<int:drawn_id>/who", auditing.WhoIsScored.as_view(), name="who_is_scored"),
    path(
        "assessment-audit/of/<int:drawn_id>/<str:group>",
        auditing.ScoreAgainQuestions.as_view(),
        name="score_again_questions",
    ),
    path("referrals/", referrals.Queue.as_view(), name="referrals"),
    path("referrals/bulk", bulk.BulkEntry.as_view(), name="bulk_entry"),
    path("referrals/new", referrals.NewReferral.as_view(), name="new_referral"),
    path("referrals/<str:referral>/", referrals.ReferralPage.as_view(), name="referral"),
    path("referrals/<str:referral>/who", referrals.WhoWasReferred.as_view(), name="who_was_referred"),
    path("referrals/<str:referral>/appointment", steps.Book.as_view(), name="book_appointment"),
    path("referrals/<str:referral>/kept", steps.Kept.as_view(), name="appointment_kept"),
    path("referrals/<str:referral>/cancel-appointment", steps.CancelAppointment.as_view(), name="cancel_appointment"),
    path("referrals/<str:referral>/preference", steps.Preference.as_view(), name="note_preference"),
    path("referrals/<str:referral>/goal", steps.AddGoal.as_view(), name="note_goal"),
    path("referrals/<str:referral>/advocacy", steps.AddAdvocacy.as_view(), name="note_advocacy"),
    path("referrals/<str:referral>/withdraw-goal", steps.WithdrawGoal.as_view(), name="withdraw_goal"),
    path("referrals/<str:referral>/withdraw-advocacy", steps.WithdrawAdvocacy.as_view(), name="withdraw_advocacy"),
    path("referrals/<str:referral>/refer-on", steps.ReferOn.as_view(), name="refer_on"),
    path("referrals/<str:referral>/close", steps.Close.as_view(), name="close_referral"),
    path("referrals/<str:referral>/assess", assessing.Begin.as_view(), name="begin_assessment"),
    path("referrals/<str:referral>/again", again.Again.as_view(), name="assess_again"),
    path("referrals/<str:referral>/take-over", assessing.TakeOver.as_view(), name="take_over_assessment"),
    path("referrals/<str:referral>/questions/<str:group>", assessing.Questions.as_view(), name="questions"),
    path("referrals/<str:referral>/check", assessing.CheckAnswers.as_view(), name="check_answers"),
    path("caseload/referred/", referred.ReferredToUs.as_view(), name="referred_to_us"),
    path("caseload/referred/<str:referral>/who", referred.WhoWasReferredToUs.as_view(), name="who_was_referred_to_us"),
    path("instruments/", instruments.Instruments.as_view(), name="instruments"),
    path("instruments/new", instruments.NewInstrument.as_view(), name="new_instrument"),
    path("instruments/<int:instrument_id>/", instruments.InstrumentPage.as_view(), name="instrument"),
    path(
        "instruments/<int:instrument_id>/document", instruments.InstrumentDocument.as_view(), name="instrument_document"
    ),
]
