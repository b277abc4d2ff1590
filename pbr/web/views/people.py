"""Signing in and out, and one's own password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse_lazy

from pbr.access.access import access_of
from pbr.audit.record import record
from pbr.web.forms import ChangePasswordForm, SignInForm


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "registration/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass


class ChangePassword(PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "registration/change_password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: BaseForm) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[arg-type]
        access = access_of(self.request.user)  # type: ignore[arg-type]
        if access:
            record(
                "password.changed",
                partnership=access.partnership,
                actor=access.person,
                subject=f"person:{access.person.pk}",
            )
        messages.success(self.request, "Your password is changed.")
        return answer
