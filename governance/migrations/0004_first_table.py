"""The table of decision rights that every installation begins with; the board adopts other versions of its rows."""

from datetime import UTC, datetime

from django.db import migrations

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # it held before anything was decided
_CHAIR, _LEAD, _OWNER, _SPONSOR = "chair", "lead", "owner", "sponsor"


def _step(by, hours, *escalate, majority="first", quorum=1):
    return {
        "by": by, "board": None, "majority": majority, "quorum": quorum, "share": 50, "hours": hours,
        "escalate": list(escalate),
    }  # fmt: skip


PEER = _step("peer", 24, _LEAD, _OWNER)
SERVICE_OWNER = _step("owner", 48, _SPONSOR)
BOARD = _step("board", 72, _CHAIR, _SPONSOR, majority="share", quorum=3)
EXECUTIVE = _step("executive", 72)
AT_ONCE = _step("owner", 1, _SPONSOR)
NAMED = _step("named", 48, _LEAD, _SPONSOR)
LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
VALUE = ["focus_on_value"]  # and nothing besides; wherever another is asked it is asked too
SOME, MOST = ["keep_it_simple"], ["start_where_you_are", "progress_iteratively", "collaborate", "keep_it_simple"]  # fmt: skip

# subject, position, name, why, fits, steps, principles asked besides the first
TABLE = [
    ("change", 10, "Emergency change", "Waiting does the harm: one person answers at once, and it is reviewed afterwards.",
     {"variety": ["emergency"]}, [AT_ONCE], []),
    ("change", 20, "High risk inside a freeze", "The freeze protects the business; only an executive weighs one against the other.",
     {"flags": ["freeze"], "risk": [HIGH, VERY_HIGH]}, [SERVICE_OWNER, BOARD, EXECUTIVE], MOST),
    ("change", 30, "Inside a freeze", "The freeze protects the business; only an executive weighs one against the other.",
     {"flags": ["freeze"]}, [PEER, SERVICE_OWNER, EXECUTIVE], SOME),
    ("change", 40, "Standard change", "Its template was agreed to, and the same plan went well many times.",
     {"variety": ["standard"]}, [], []),
    ("change", 50, "Normal change, low risk", "A second pair of eyes finds the slip of the hand; nobody else is needed.",
     {"variety": ["normal"], "risk": [LOW]}, [PEER], VALUE),
    ("change", 60, "Normal change, medium risk", "Whoever answers for the service to its users knows when it may stop.",
     {"variety": ["normal"], "risk": [MEDIUM]}, [PEER, SERVICE_OWNER], SOME),
    ("change", 70, "Normal change, high risk", "It can hurt more than one service, so more than one owner weighs it.",
     {"variety": ["normal"], "risk": [HIGH]}, [SERVICE_OWNER, BOARD], MOST),
    ("change", 80, "Normal change, very high risk", "It can stop the business, so whoever answers for the business agrees.",
     {"variety": ["normal"], "risk": [VERY_HIGH]}, [BOARD, EXECUTIVE], MOST),
    ("improvement", 10, "Trial of low risk", "It is small, it ends by itself and its verdict is forced: try it.",
     {"risk": [LOW]}, [], []),
    ("improvement", 20, "Any other trial", "The owner of the service bears what a trial costs.",
     {}, [_step("owner", 72, _SPONSOR)], SOME),
    ("rule", 10, "Rule of low risk", "What it does is seen and taken back in a moment.",
     {"risk": [LOW]}, [], []),
    ("rule", 20, "Any other rule", "It acts while nobody looks, so the owner of the service has looked before.",
     {}, [SERVICE_OWNER], SOME),
    ("risk", 10, "Acceptance of a low or medium risk", "Whoever answers for the service lives with it.",
     {"risk": [LOW, MEDIUM]}, [SERVICE_OWNER], []),
    ("risk", 20, "Acceptance of a high risk", "It reaches beyond one service.",
     {"risk": [HIGH]}, [BOARD], []),
    ("risk", 30, "Acceptance of a very high risk", "Only whoever answers for the whole business accepts what may end it.",
     {"risk": [VERY_HIGH]}, [EXECUTIVE], []),
    ("policy", 10, "Policy", "It binds everybody, so those who speak for everybody agree.",
     {}, [BOARD], SOME),
    ("knob", 10, "Policy value", "It is set on a page, shown with its reason and set back in a moment.",
     {}, [], []),
    ("request", 10, "Service request", "Who pays for it or answers for it is named on the form.",
     {}, [NAMED], []),
    ("template", 10, "Standard change template", "What it allows is never asked about again.",
     {}, [BOARD], []),
    ("right", 10, "Change of a decision right", "Who decides is itself decided by more than one.",
     {}, [BOARD], []),
    ("stream", 10, "Adoption of a value stream", "The owner of the service answers for how its value is made.",
     {}, [_step("owner", 72, _SPONSOR)], SOME),
]  # fmt: skip


def lay_out(apps, schema_editor=None):
    right = apps.get_model("governance", "DecisionRight")
    for number, (subject, position, name, why, fits, steps, principles) in enumerate(TABLE, 1):
        right.objects.get_or_create(
            number=number, version=1,
            defaults={
                "subject": subject, "position": position, "name": name, "why": why, "fits": fits, "steps": steps,
                "principles": principles, "state": "ADOPTED", "since": BEGINNING, "written_at": BEGINNING,
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_votes_stand")]
    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
