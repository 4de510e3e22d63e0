"""The house keeps its shape: what import-linter cannot see."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[1]
STOREYS = ["svs", "practices", "valuechain", "metrics", "improvement", "governance"]
PRACTICES = [
    "configuration", "knowledge", "service_level", "desk", "incident", "service_request", "monitoring", "problem",
    "change", "release", "automation",
]  # fmt: skip
APPS = [f"practices.{name}" for name in PRACTICES] + STOREYS[2:]
VIEWS = {"views", "api", "tasks", "subscribers", "panels"}


def app_of(module: str) -> str:
    """practices.desk of practices.desk.models; svs stays svs."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "practices" else parts[0]


def imports(path: Path) -> set[str]:
    """Modules imported when this file runs; what only a type checker reads is left out."""
    tree = ast.parse(path.read_text())
    quiet = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.dump(branch.test)
        for node in ast.walk(branch)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in quiet:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def modules():
    for app in APPS:
        for path in sorted((ROOT / app.replace(".", "/")).rglob("*.py")):
            if "migrations" not in path.parts:
                yield app, path


def test_another_apps_models_are_private():
    guilty = [
        f"{path.relative_to(ROOT)} imports {name}"
        for app, path in modules()
        for name in imports(path)
        if name.endswith(".models") and app_of(name) in APPS and app_of(name) != app
    ]

    assert guilty == []


def test_views_api_tasks_and_subscribers_hold_no_orm():
    guilty = [
        f"{path.relative_to(ROOT)}"
        for app, path in modules()
        if (path.stem in VIEWS or path.parent.name in VIEWS)
        and (f"{app}.models" in imports(path) or ".objects" in path.read_text())
    ]

    assert guilty == []


def rank(label: str) -> tuple[int, int]:
    name = apps.get_app_config(label).name
    storey = STOREYS.index(name.split(".")[0])
    return storey, PRACTICES.index(name.split(".")[1]) if storey == 1 else 0


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]):
    if apps.get_app_config(model._meta.app_label).name.split(".")[0] not in STOREYS:
        return
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model is not model:
            other = field.related_model._meta.app_label
            name = apps.get_app_config(other).name.split(".")[0]
            assert name not in STOREYS or rank(other) <= rank(model._meta.app_label)


def test_raw_sql_outside_desk_names_only_its_published_views():
    guilty = [
        str(path.relative_to(ROOT))
        for app, path in modules()
        if app != "practices.desk"
        and any(
            f"desk_{table}" in path.read_text()
            for table in ("ticket ", "stretch ", "clock ", "message ")
        )
    ]

    assert guilty == []


def test_no_file_is_longer_than_a_person_reads():
    long = {
        str(path.relative_to(ROOT)): count
        for storey in STOREYS
        for path in (ROOT / storey).rglob("*.py")
        if path.parent.name != "migrations"  # written by a program, read by one
        if (count := len(path.read_text().splitlines())) > 400
    }

    assert long == {}
