"""What can be set, listened to or decided stands in the documentation."""

import re
from pathlib import Path

import pytest

from svs.events import registry
from svs.knobs.registry import all_knobs
from svs.web import keys

ROOT = Path(__file__).resolve().parents[2]
DOCS = "\n".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
SETTINGS = (ROOT / "svs" / "settings.py").read_text()


@pytest.mark.parametrize(
    "name", sorted(n for n in registry.declared() if not n.startswith("test."))
)
def test_every_event_is_documented(name):
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("knob", all_knobs(), ids=lambda knob: knob.key)
def test_every_policy_value_is_documented(knob):
    assert f"`{knob.key}`" in DOCS


@pytest.mark.parametrize("name", sorted(set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS))))
def test_every_setting_is_documented(name):
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize(
    "key", [key for _, group in keys.TABLE for key in group], ids=lambda key: key.keys[0]
)
def test_every_key_is_documented(key):
    caps = " ".join(f"`{cap}`" for cap in key.keys)
    assert f"{caps} {key.words}" in DOCS
