"""Why a clock shows what it shows: every interval of its life, the rule that counted it or not, and the rules in force."""

from practices.desk.queries.explained.life import (
    Explained,
    Interval,
    Turn,
    Warned,
    explain,
    measures_of,
)

__all__ = ["Explained", "Interval", "Turn", "Warned", "explain", "measures_of"]
