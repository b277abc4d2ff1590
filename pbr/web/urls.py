"""Pages for every person: sign-in, home, search, progress; people and roles; the audit trail; health."""

from django.urls import path

from . import health
from .views import audit, home, jobs, people, sign_in, tokens

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("search", home.Search.as_view(), name="search"),
    path("jobs/stopped", jobs.StoppedJobs.as_view(), name="stopped_jobs"),
    path("jobs/<uuid:job_id>/start-again", jobs.StartAgain.as_view(), name="start_job_again"),
    path("jobs/<uuid:job_id>/progress", home.JobProgress.as_view(), name="job_progress"),
    path("sign-in", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out", sign_in.SignOut.as_view(), name="sign_out"),
    path("password", sign_in.ChangePassword.as_view(), name="change_password"),
    path("password/forgotten", sign_in.ForgottenPassword.as_view(), name="forgotten_password"),
    path("password/letter-sent", sign_in.letter_sent, name="letter_sent"),
    path("password/choose/<uidb64>/<token>", sign_in.ChoosePassword.as_view(), name="choose_password"),
    path("people", people.People.as_view(), name="people"),
    path("people/add", people.AddPerson.as_view(), name="person_add"),
    path("people/alone", people.Alone.as_view(), name="alone"),
    path("people/<int:person_id>", people.ShowPerson.as_view(), name="person"),
    path("people/<int:person_id>/letter", people.SendLetter.as_view(), name="person_letter"),
    path("people/<int:person_id>/unlock", people.Unlock.as_view(), name="person_unlock"),
    path("people/roles/<int:membership_id>/end", people.EndRole.as_view(), name="role_end"),
    path("tokens", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/<int:token_id>/end", tokens.EndToken.as_view(), name="token_end"),
    path("audit", audit.AuditTrail.as_view(), name="audit"),
    path("audit/chain", audit.CheckChain.as_view(), name="chain"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
