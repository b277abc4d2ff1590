"""Machines sign in to the API with a token in a person's name."""

from __future__ import annotations

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from pbr.access.models import ApiToken, Person


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Token …`. Tokens are kept hashed; one of a person who is no longer active is worth nothing."""

    def authenticate(self, request: Request) -> tuple[Person, None] | None:
        word, _, token = request.headers.get("Authorization", "").partition(" ")
        if word != "Token":
            return None
        person = ApiToken.owner_of(token.strip())
        if person is None:
            raise exceptions.AuthenticationFailed("This token is not valid.")
        return person, None

    def authenticate_header(self, request: Request) -> str:
        return "Token"
