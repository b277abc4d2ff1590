"""Signing in and out, and one's own password. These doors stand open: whoever comes has not said yet who it is."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView, PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views import View

from pbr.access.access import access_of
from pbr.access.models import Person
from pbr.audit.record import record
from pbr.web.forms import ChangePasswordForm, ChoosePasswordForm, GovukForm, SignInForm
from pbr.web.letters import send_password_letter


class SignIn(LoginView):
    form_class = SignInForm
    template_name = "registration/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    """By POST only, so that no picture on another site signs anybody out."""


class ChangePassword(PasswordChangeView):
    form_class = ChangePasswordForm
    template_name = "registration/change_password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:  # type: ignore[override]
        answer = super().form_valid(form)
        _record(form.user, "password.changed")
        messages.success(self.request, "Your password is changed. Everywhere else you are signed out.")
        return answer


class ForgottenForm(GovukForm):
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Enter your e-mail address"},
    )


class ForgottenPassword(View):
    """Sends a letter to whoever is known; the answer is the same for everybody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "registration/forgotten.html", {"form": ForgottenForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ForgottenForm(request.POST)
        if not form.is_valid():
            return render(request, "registration/forgotten.html", {"form": form})
        person = Person.objects.filter(email=form.cleaned_data["email"].lower(), is_active=True).first()
        if person and access_of(person):
            send_password_letter(request, person)
        return redirect("letter_sent")


def letter_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "registration/letter_sent.html")


class ChoosePassword(PasswordResetConfirmView):
    """Opened from a letter; the link works once and for a day."""

    form_class = ChoosePasswordForm
    template_name = "registration/choose_password.html"
    success_url = reverse_lazy("sign_in")

    def form_valid(self, form: ChoosePasswordForm) -> HttpResponse:  # type: ignore[override]
        answer = super().form_valid(form)
        _record(form.user, "password.chosen")
        messages.success(self.request, "Your password is set. You can sign in with it now.")
        return answer


def _record(person: Person, event: str) -> None:
    access = access_of(person)
    if access:
        record(event, partnership=access.partnership, actor=person, subject=f"person:{person.pk}")
