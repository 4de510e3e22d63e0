"""In which order improvements are looked at.

Value over size, as in WSJF (Reinertsen, The Principles of Product Development Flow, 2009, principle F18: cost of delay
over job size), cut by doubt as ICE does by its confidence (Ellis and Brown, Hacking Growth, 2017).
"""

FORMULA = "impact ÷ effort × (6 − risk) ÷ 5"
LINEAGE = (
    "Value over size, as in WSJF (Reinertsen 2009), cut by doubt as in ICE (Ellis and Brown 2017)."
)

IMPACT = {
    1: "Somebody is a little less annoyed",
    2: "A few people save minutes a week",
    3: "A team saves hours a week",
    4: "A promise is kept that is broken now",
    5: "An outcome of the organisation moves",
}
EFFORT = {
    1: "Hours, by one person",
    2: "Days, by one person",
    3: "A week or two, by one team",
    4: "A month, or two teams",
    5: "A quarter, or money that must be asked for",
}
RISK = {
    1: "Undone in a minute, nobody would notice",
    2: "Undone in a day, a few would notice",
    3: "Users would notice, and it can be undone",
    4: "A promise could break while we try",
    5: "Hard to undo, or it could stop a service",
}

# A case before deciders has four grades of risk: whatever users would notice is no longer low.
CASE_RISK = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4}


def rank(impact: int, effort: int, risk: int) -> float:
    """Impact for each point of effort; every point of risk above the first takes a fifth of it."""
    return impact / effort * (6 - risk) / 5


def words(impact: int, effort: int, risk: int) -> str:
    """The formula with the numbers of one improvement in place."""
    return f"{impact} ÷ {effort} × (6 − {risk}) ÷ 5 = {rank(impact, effort, risk):.2f}"
