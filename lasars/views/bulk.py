"""Bulk entry of people already in treatment: who, all answers at once, the next one. By keyboard alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lasars.actions.assess import CannotComplete
from lasars.actions.quick import enter, look_up
from lasars.actions.refer import Person
from lasars.forms import BulkAnswersForm, BulkPersonForm
from lasars.forms.bulk import said_at_once
from lasars.queries.bulk import entered_today, known_answers
from lasars.queries.instruments import instrument_on, read
from lasars.queries.referrals import lasars_of
from pbr import clock
from pbr.access.permissions import Permission
from pbr.web.locked import LockedView
from pbr.web.refusals import Refusal


class BulkEntry(LockedView):
    """Who it is comes by POST and never stands in an address. A row is kept whole, or what is wrong is shown beside it."""

    permission = Permission.ASSESS

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._who(request, self._person_form(initial={"received": clock.today()}))

    def post(self, request: HttpRequest) -> HttpResponse:
        person = self._person_form(request.POST)
        if not person.is_valid():
            return self._who(request, person, status=422)
        version = self._version()
        instrument = read(version)
        told = person.cleaned_data
        who = Person(told["finitial"], told["sinitial"], told["dob"], told["sex"])
        known = known_answers(self.access.partnership.pk, who.attributor, instrument)
        if "answers" not in request.POST:
            try:
                look_up(access=self.access, lasars_id=int(told["lasars"]), person=who, client_reference=told["client"])
            except Refusal as refusal:
                person.add_error(None, refusal.message)
                return self._who(request, person, status=422)
            said = {code: answer for code, (answer, _) in known.items()}
            return self._answers(request, person, version, said, known)
        said = said_at_once(instrument, request.POST)
        taken = {code: where for code, (answer, where) in known.items() if said[code] == answer}
        try:
            made = enter(
                access=self.access,
                lasars_id=int(told["lasars"]),
                person=who,
                received=told["received"],
                said=said,
                source=taken,
                client_reference=told["client"],
            )
        except CannotComplete:
            return self._answers(request, person, version, said, known, checked=True)
        except Refusal as refusal:
            person.add_error(None, refusal.message)
            return self._who(request, person, status=422)
        messages.success(request, f"{made.referral.reference} is entered: group {made.group}, {made.total} points.")
        return redirect("bulk_entry")

    def _person_form(self, *args: Any, **options: Any) -> BulkPersonForm:
        return BulkPersonForm(*args, lasars=lasars_of(self.access), **options)

    def _version(self) -> Any:
        found = instrument_on(self.access.partnership.pk, clock.today())
        if found is None:
            raise Refusal("No instrument is valid today: a commissioner has to take one in first.")
        return found

    def _who(self, request: HttpRequest, form: BulkPersonForm, status: int = 200) -> HttpResponse:
        count, rows = entered_today(self.access)
        return render(
            request, "lasars/bulk.html", {"form": form, "count": count, "rows": rows, "keep_focus": True}, status=status
        )

    def _answers(
        self,
        request: HttpRequest,
        person: BulkPersonForm,
        version: Any,
        said: dict[str, str],
        known: dict[str, tuple[str, str]],
        *,
        checked: bool = False,
    ) -> HttpResponse:
        form = BulkAnswersForm(
            read(version), said, {code: where for code, (_, where) in known.items()}, checked=checked
        )
        context = {"person": person, "form": form, "known": len(known), "instrument": version}
        return render(request, "lasars/bulk_answers.html", context, status=422 if checked else 200)
