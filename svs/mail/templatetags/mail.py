"""Words about mail in templates."""

from django import template
from django.utils.translation import gettext

from svs.mail import rules
from svs.mail.models import InboundMail

register = template.Library()


@register.simple_tag
def why_quarantined(mail: InboundMail) -> str:
    """Why it is where it is, as a person would say it."""
    return gettext(rules.WORDS[mail.verdict]) if mail.verdict in rules.WORDS else ""
