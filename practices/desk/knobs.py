"""Policy values of the desk."""

from svs.knobs.registry import Knob, declare

REMINDER_DAYS = declare(
    "desk.survey_reminder_days",
    "Days after which the requester is reminded once to say how it went",
    3,
    "A whole number from 1 to 29; the question stands for 30 days.",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 29,
)
REPLY_DELAY = declare(
    "desk.reply_delay_seconds",
    "Seconds in which a public reply by page may be taken back before it leaves",
    10,
    "A whole number from 0 to 60; 0 lets it leave at once. Replies by mail and by programs always do.",
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 60,
)
REOPEN_ON_ANSWER = declare(
    "desk.reopen_on_answer",
    "An answer of the requester opens again what was done",
    True,
    "Yes or no. Within the days in which it may be reopened; without, it is only marked as unanswered.",
    lambda value: isinstance(value, bool),
)
# Programs, and documents that carry programs: a double click would run them. Pages and pictures are harmless here, for
# every file is handed out to be saved and never shown.
RUNS = (
    "apk", "app", "appref-ms", "appx", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "docm", "dotm", "exe", "gadget", "hta",
    "img", "inf", "iso", "jar", "js", "jse", "lnk", "msc", "msi", "msix", "msp", "mst", "pif", "potm", "ppam", "ppsm", "pptm",
    "ps1", "psm1", "reg", "scf", "scr", "sct", "settingcontent-ms", "sh", "sldm", "url", "vb", "vbe", "vbs", "vhd", "vhdx",
    "wsc", "wsf", "wsh", "xlam", "xll", "xlsm", "xltm",
)  # fmt: skip
BLOCKED_ENDINGS = declare(
    "desk.blocked_file_types",
    "Types of files that are not taken",
    list(RUNS),
    "Endings of file names, from those that can run by a double click.",
    lambda value: isinstance(value, list) and all(one in RUNS for one in value),
    choices=tuple((one, one) for one in RUNS),
)
TOLD = (("holder", "Who holds it"), ("leads", "The team's leads"), ("owner", "The service's owner"))


def _told_at(share: int, words: str, default: list[str]) -> Knob:
    known = {code for code, _ in TOLD}
    return declare(
        f"desk.told_at_{share}", words, default, "Any of these; nobody is nobody.",
        lambda value: isinstance(value, list) and len(set(value)) == len(value) and set(value) <= known,
        choices=TOLD,
    )  # fmt: skip


# Percent of a promise that is used -> who is told.
TOLD_AT = {
    50: _told_at(50, "Who is told when half of a promised time is used", ["holder"]),
    75: _told_at(75, "Who is told when 75 % of a promised time is used", ["holder", "leads"]),
    90: _told_at(90, "Who is told when 90 % of a promised time is used", ["holder", "owner"]),
    100: _told_at(
        100,
        "Who is told when a promise is broken, besides whom the promise itself names",
        ["holder", "leads", "owner"],
    ),
}
TASKS_FIRST = declare(
    "desk.tasks_before_finish",
    "A ticket is finished only when all its tasks are done",
    False,
    "Yes or no.",
    lambda value: isinstance(value, bool),
)
