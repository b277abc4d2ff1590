"""Forms in the style of the design system: each widget gets its component's class, errors and hints their ids."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.db.models import QuerySet

# The first that fits; every other widget is a text input of one kind or another.
_CLASSES: dict[type[forms.Widget], str] = {
    forms.CheckboxInput: "govuk-checkboxes__input",
    forms.Select: "govuk-select",
    forms.Textarea: "govuk-textarea",
    forms.FileInput: "govuk-file-upload",
    forms.widgets.Input: "govuk-input",
}


class Govuk(forms.BaseForm):
    """A form whose fields look like the design system's: `{{ form }}` renders all, `as_field_group` one."""

    template_name = "_components/form.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        style(self)


class GovukForm(Govuk, forms.Form):
    """A plain form in that style."""


class Filters(GovukForm):
    """The filters of a list, sent by GET: every field is optional, and one that does not validate filters nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter_%s", **kwargs})
        for field in self.fields.values():
            field.required = False

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """`rows` without those that the chosen values leave out."""
        self.is_valid()
        return self.narrowed(rows, {name: value for name, value in self.cleaned_data.items() if value})

    def narrowed(self, rows: QuerySet[Any], chosen: dict[str, Any]) -> QuerySet[Any]:
        """`chosen` holds only what was filled in and is valid."""
        raise NotImplementedError

    @property
    def narrows(self) -> bool:
        return any(self.data.get(name) for name in self.fields)


def style(form: forms.BaseForm) -> None:
    """Gives every widget of the form its component's class or template.

    Errors are marked by the style sheet, from the `aria-invalid` that Django writes: asking the form for its errors here
    would validate it before its own `__init__` has finished.
    """
    for field in form.fields.values():
        field.template_name = "_components/field.html"  # type: ignore[attr-defined]
        widget = field.widget
        if isinstance(widget, forms.RadioSelect):  # to Django, several checkboxes are a kind of this
            widget.template_name = "_components/choices.html"
            several = isinstance(widget, forms.CheckboxSelectMultiple)
            widget.attrs["data_kind"] = "checkboxes" if several else "radios"
            continue
        if isinstance(widget, forms.DateInput):
            # The browser's own calendar, in every language and for every reader of screens.
            widget.input_type, widget.format = "date", "%Y-%m-%d"
        widget.attrs["class"] = next((css for kind, css in _CLASSES.items() if isinstance(widget, kind)), "govuk-input")


class SignInForm(Govuk, AuthenticationForm):
    error_messages = {  # noqa: RUF012
        "invalid_login": "The e-mail address and password do not belong together. Check both.",
        "inactive": "This account is closed.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-mail address"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username"})
        self.fields["username"].error_messages["required"] = "Enter your e-mail address"
        self.fields["password"].error_messages["required"] = "Enter your password"
        style(self)  # the new widget too

    def clean_username(self) -> str:
        """Addresses are kept in lower case; nobody should fail to sign in, or dodge the lockout, by a capital letter."""
        return str(self.cleaned_data["username"]).strip().lower()


RULES_IN_WORDS = (
    "At least 12 characters, not only digits, not a common password and not like your name or address. "
    "Three or four words that do not belong together are easy to remember and hard to guess."
)


class ChangePasswordForm(Govuk, PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULES_IN_WORDS
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""


class ChoosePasswordForm(Govuk, SetPasswordForm):  # type: ignore[type-arg]
    """For someone who came by the link in a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = RULES_IN_WORDS
        self.fields["new_password2"].label = "New password again"
        self.fields["new_password2"].help_text = ""
