"""Ours beside the floor, the ratio beside its aim."""

from typing import NamedTuple


class Row(NamedTuple):
    name: str
    ours: str
    floor: str
    value: float
    aim: str
    bound: float
    least: bool = False  # the bound is the least, not the most

    @property
    def met(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound


def table(r: dict[str, object]) -> str:
    """The result as Markdown."""

    def f(name: str) -> float:
        return float(str(r[name]))

    n = r["statements"]
    assert isinstance(n, dict)  # noqa: S101 -- for the reader of types
    list_, create = f("floor list, p50"), f("floor create, p50")

    def beside(name: str, key: str, floor: float, what: str, bound: float) -> Row:
        return Row(name, f"{f(key):.1f} ms", f"{floor:.1f} ms", f(key) / floor, f"x floor {what}, at most {bound:g}", bound)  # fmt: skip

    def counted(name: str, bound: int) -> Row:
        return Row(f"{name}, statements", str(n[name]), "", float(n[name]), f"at most {bound}", bound)  # fmt: skip

    floor_rate = f("floor create, rate")
    dropped = 100 * (1 - f("create, rate") / f("empty rate"))
    slowed = 100 * (1 - f("create meanwhile") / f("create alone"))
    rows = [
        Row("ticket-create, 4 clients", f"{f('create, rate'):.0f}/s", f"{floor_rate:.0f}/s", 100 * f("create, rate") / floor_rate, "% of the floor, at least 35", 35, True),
        beside("ticket-create, p50", "create, p50", create, "create", 2.8),
        counted("ticket-create", 12),
        Row("ticket-create, empty to full", f"{f('empty rate'):.0f} to {f('create, rate'):.0f}/s", "", dropped, "% less, at most 5", 5),
        Row("ticket-create, backlog", f"{f('backlog'):.1f} s", "", f("backlog"), "s, at most 2", 2),
        Row("ticket-comment, 4 clients", f"{f('comment, rate'):.0f}/s", f"{floor_rate:.0f}/s", 100 * f("comment, rate") / floor_rate, "% of the floor's create, at least 35 (180/s where it makes 521/s)", 35, True),
        beside("ticket-patch, p50", "patch, p50", create, "create", 3),
        counted("ticket-patch", 12),
        beside("agent-list", "list page, p50", list_, "list", 5),
        beside("agent-list, with counts and bell", "list whole, p50", list_, "list", 5),
        counted("agent-list", 10),
        beside("agent-list-api", "list API, p50", list_, "list", 2.5),
        beside("ticket-open", "open page, p50", list_, "list", 7),
        counted("ticket-open", 15),
        beside("search, API", "search API, p50", list_, "list", 3.5),
        beside("search, page with excerpts", "search page, p50", list_, "list", 3.5),
        counted("search", 10),
        beside("dashboard", "dashboard, p50", list_, "list", 8),
        beside("change-calendar, 2,000 changes", "calendar, p50", list_, "list", 10),
        counted("change-calendar", 16),
        Row("kpi-refresh", f"{f('kpi refresh'):.1f} ms of SQL", "", f("kpi refresh"), "ms, at most 50", 50),
        Row(f"kpi-lag, p95 at {f('moved, rate'):.0f} moves/s", f"{f('kpi lag, p95'):.1f} s", "", f("kpi lag, p95"), "s, at most 5", 5),
        Row("kpi-lag, creating meanwhile", f"{f('create alone'):.0f} to {f('create meanwhile'):.0f}/s", "", slowed, "% less, at most 10", 10),
        Row("memory, two web workers", f"{f('web memory'):.0f} MB", "", f("web memory"), "MB PSS, at most 200", 200),
        Row("memory, Celery worker", f"{f('worker memory'):.0f} MB", "", f("worker memory"), "MB PSS, at most 200", 200),
    ]  # fmt: skip
    lines = ["| Workload | SVS | Floor | Ratio | Aim | |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {row.name} | {row.ours} | {row.floor} | {row.value:.1f} | {row.aim} | {'met' if row.met else 'missed'} |"
        for row in rows
    ]
    return "\n".join(lines)
