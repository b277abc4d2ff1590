"""What is done on a referral's page: each step takes its form, and shows the page again with what is wrong."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lasars.actions.refer import book, cancel, close, say_kept
from lasars.actions.wishes import note_advocacy, note_goal, note_preference, refer_on, withdraw_advocacy, withdraw_goal
from lasars.queries.referrals import get_referral
from lasars.views.referral_page import Wishes, forms_of, referral_page
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal


class Step(LockedView):
    """`form` is its name among the forms of the page; `act` gives the sentence to say when it is done."""

    permission = Permission.ASSESS
    form: ClassVar[str]

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        wishes = Wishes.of(self.access, found)
        forms = forms_of(self.access, found, wishes, {self.form: request.POST})
        form = forms[self.form]
        if form.is_valid():
            try:
                done = self.act(found, form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, done)
                return redirect("referral", found.reference)
        return referral_page(request, self.access, found, wishes, forms, self.form)

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        raise NotImplementedError


class Book(Step):
    form = "appointment"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        made = book(access=self.access, referral=referral, on=told["on"])
        return f"The appointment is on {made.on:%-d %B %Y}."


class Kept(Step):
    form = "kept"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        came = told["kept"] == "yes"
        say_kept(access=self.access, referral=referral, kept=came)
        return (
            "The person came." if came else "The person did not come. Book another appointment or close the referral."
        )


class CancelAppointment(LockedView):
    permission = Permission.ASSESS

    def post(self, request: HttpRequest, referral: str) -> HttpResponse:
        found = get_referral(self.access, referral)
        cancel(access=self.access, referral=found)
        messages.success(request, "The appointment is cancelled. Book another or close the referral.")
        return redirect("referral", found.reference)


class Preference(Step):
    form = "preference"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        provider = int(told["provider"]) if told["provider"] else None
        note_preference(access=self.access, referral=referral, provider_id=provider, words=told["words"])
        return "What the person would like is noted."


class AddGoal(Step):
    form = "goal"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        note_goal(access=self.access, referral=referral, text=told["text"], outcome=told.get("outcome", ""))
        return "The goal is noted."


class AddAdvocacy(Step):
    form = "advocacy"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        note_advocacy(access=self.access, referral=referral, **told)
        return "The contact is noted."


class WithdrawGoal(Step):
    form = "withdraw_goal"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        withdraw_goal(access=self.access, referral=referral, goal_id=int(told["which"]), why=told["why"])
        return "The goal is withdrawn."


class WithdrawAdvocacy(Step):
    form = "withdraw_advocacy"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        withdraw_advocacy(access=self.access, referral=referral, contact_id=int(told["which"]), why=told["why"])
        return "The contact is withdrawn."


class ReferOn(Step):
    form = "refer_on"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        refer_on(access=self.access, referral=referral, provider_id=int(told["provider"]))
        return "The person is referred on."


class Close(Step):
    form = "close"

    def act(self, referral: Any, told: dict[str, Any]) -> str:
        close(access=self.access, referral=referral, why=told["why"])
        return "The referral is closed."
