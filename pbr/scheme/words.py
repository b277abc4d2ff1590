"""What the codes of a scheme document are called on every page."""

from __future__ import annotations

from typing import Final

DOMAINS: Final = {
    "freedom": "Free from dependence",
    "offending": "Reduced offending",
    "wellbeing": "Health and wellbeing",
    "employment": "Employment and education",
    "local": "Local outcomes",
    "quality": "Quality of the service",
    "service": "Service",
}
SUBSTANCES: Final = {
    "ALCUSE": "Alcohol",
    "OPIUSE": "Opiates",
    "CRAUSE": "Crack",
    "COCAUSE": "Cocaine",
    "AMPHUSE": "Amphetamines",
    "CANNUSE": "Cannabis",
    "OTDRGUSE": "Another drug",
}
HOSTS: Final = {
    "daat": "The partnership itself",
    "independent": "An independent organisation",
    "provider": "A provider, and so with a compulsory audit",
}
