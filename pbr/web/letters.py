"""Letters with a link to choose a password: for someone new, and for someone who forgot it.

They go to the person's own address. No administrator ever sees a link or knows a password: otherwise one person could
act as two.
"""

from __future__ import annotations

import smtplib

from django.contrib.auth.tokens import default_token_generator
from django.core.cache import cache
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pbr.access.models import Person

SECONDS_BETWEEN_LETTERS = 300


def send_password_letter(request: HttpRequest, person: Person) -> bool:
    """Whether a letter went out. One person gets at most one in five minutes, whoever asks."""
    if not cache.add(f"password-letter-{person.pk}", True, SECONDS_BETWEEN_LETTERS):
        return False
    key = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("choose_password", args=[key, default_token_generator.make_token(person)])
    text = render_to_string(
        "registration/password_letter.txt", {"person": person, "url": request.build_absolute_uri(path)}
    )
    try:
        send_mail("Choose your password", text, None, [person.email])
    except (smtplib.SMTPException, OSError):
        cache.delete(f"password-letter-{person.pk}")
        return False
    return True
