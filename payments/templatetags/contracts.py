"""What a contract is called on this room's pages."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext

from payments.models import Contract
from payments.queries.wording import names_of_contracts

register = template.Library()


@register.simple_tag(takes_context=True)
def contract_name(context: RequestContext, contract: Contract) -> str:
    """Its provider's name; where the provider holds several, also which one it is. The names are read once a page."""
    request = context["request"]
    if not hasattr(request, "contract_names"):
        request.contract_names = names_of_contracts(contract.partnership_id)
    return str(request.contract_names.get(contract.code, contract.code))
