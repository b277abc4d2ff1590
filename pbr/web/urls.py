"""Pages for every person: sign-in, home, search, progress, health."""

from django.urls import path

from . import health
from .views import home, people

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("search", home.Search.as_view(), name="search"),
    path("jobs/<uuid:job_id>/progress", home.JobProgress.as_view(), name="job_progress"),
    path("sign-in", people.SignIn.as_view(), name="sign_in"),
    path("sign-out", people.SignOut.as_view(), name="sign_out"),
    path("password", people.ChangePassword.as_view(), name="change_password"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
