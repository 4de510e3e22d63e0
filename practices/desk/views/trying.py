"""Hold a draft of a promise over the past."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from practices.desk import access
from practices.desk.forms.trying import TryForm, usual
from practices.desk.queries.trying import Tried, try_draft
from practices.service_level import access as levels
from practices.service_level.rules import spans
from svs.errors import Forbidden
from svs.web.pages import viewer


@require_safe
def try_target(request: HttpRequest) -> HttpResponse:
    """How many of the past tickets would have met a time, against what was met; nothing is written."""
    user = viewer(request)
    if not access.may_try_targets(user):
        raise Forbidden
    asked = "time" in request.GET
    form = TryForm(user, request.GET if asked else None, initial={**usual(), **request.GET.dict()})
    tried = try_draft(user, form.draft()) if form.is_valid() else None
    context: dict[str, Any] = {"form": form, "tried": tried}
    if tried:
        context |= {"bars": _bars(tried), "rows": [(form.seconds, "draft")]}
        if levels.may_administer(user):
            context["adopt"] = _adopt(tried)
    return render(
        request, "desk/try_target.html", context, status=400 if asked and tried is None else 200
    )


def _bars(tried: Tried) -> list[dict[str, Any]]:
    """The distribution as a chart draws it, in per cent."""
    width, most = 100 / max(1, len(tried.bars)), max(1, tried.most)
    return [
        {
            "x": round(n * width, 2), "width": round(width - 0.6, 2), "height": round(90 * count / most, 1), "y": round(100 - 90 * count / most, 1),
            "count": count, "upto": seconds, "kept": kept, "is_last": n == len(tried.bars) - 1,
        }
        for n, (seconds, count, kept) in enumerate(tried.bars)
    ]  # fmt: skip


def _adopt(tried: Tried) -> str:
    draft = tried.draft
    said = {f"{draft.kind}_{draft.priority}_{draft.measure}": spans.write_span(draft.seconds)}
    if draft.service_id:
        said["service"] = str(draft.service_id)
    return f"{reverse('service_level:targets')}?{urlencode(said)}"
