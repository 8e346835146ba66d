"""What import-linter cannot see: keys, accessors, writes, the picture, the sizes."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db.models import ForeignKey, Model

from bonafix.ledger.models import Recorded
from bonafix.operators.tenancy import TenantForeignKey

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "bonafix"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)


def layers() -> list[list[str]]:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return [
        [name.strip(" ()") for name in layer.split("|")]
        for layer in contract["contracts"][0]["layers"]
    ]


def rank() -> dict[str, int]:
    return {name: depth for depth, layer in enumerate(layers()) for name in layer}


def house_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("bonafix.")]


def package_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def test_the_picture_in_the_docs_is_the_contract() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"```layers\n(.*?)```", text, re.S)
    assert block is not None
    drawn = [
        [name.strip() for name in re.split(r"\s{2,}", line)[0].split("|")]
        for line in block[1].splitlines()
        if line.strip()
    ]
    assert drawn == layers()


def test_foreign_keys_point_down_and_leave_no_way_back_up() -> None:
    depth = rank()
    for model in house_models():
        for field in model._meta.local_fields:
            if not isinstance(field, ForeignKey):
                continue
            target = field.related_model
            if target.__module__.startswith("bonafix."):
                assert depth[package_of(target)] >= depth[package_of(model)], field
            assert field.remote_field.related_name == "+", f"{field} has a way back"


def test_tenants_point_at_tenants_only_with_their_operator() -> None:
    for model in house_models():
        if not issubclass(model, Recorded):
            continue
        for field in model._meta.local_fields:
            if isinstance(field, ForeignKey) and field.name != "operator":
                assert isinstance(field, TenantForeignKey), field


def _model_names() -> dict[str, str]:
    return {model.__name__: package_of(model) for model in house_models()}


WRITES = {
    "save",
    "create",
    "bulk_create",
    "update",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "aupdate",
    "acreate",
    "asave",
    "adelete",
}


def _manager_owner(node: ast.AST) -> str | None:
    """The model's name in an expression like `Model.objects.filter(…)`."""
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            if node.attr in ("objects", "_default_manager") and isinstance(node.value, ast.Name):
                return node.value.id
            node = node.value
        else:
            return None


def test_no_package_writes_tables_of_another_and_state_is_written_by_the_record_only() -> None:
    recorded = {m.__name__ for m in house_models() if issubclass(m, Recorded)}
    owners = _model_names()
    for path in MODULES:
        package = path.relative_to(SOURCE).parts[0]
        if package == "ledger":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr not in WRITES:
                continue
            model = _manager_owner(node.func.value)
            if model in owners:
                where = f"{path}:{node.lineno}"
                assert model not in recorded, f"{where} writes {model} past the record"
                assert owners[model] == package, f"{where} writes {model} of {owners[model]}"


def swallowed(tree: ast.AST) -> "Iterator[int]":
    """Lines of handlers that catch everything and do not raise it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            name = node.type.id if isinstance(node.type, ast.Name) else None
            everything = node.type is None or name in ("Exception", "BaseException")
            last = node.body[-1]
            if everything and not (isinstance(last, ast.Raise) and last.exc is None):
                yield node.lineno


# The one place that may, and why stands in its first lines.
MAY_CATCH_WIDE = SOURCE / "kit" / "apart.py"


def test_no_signals_no_broad_except_no_wall_clock_in_rules() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        assert "django.dispatch" not in text, f"{path}: signals"
        assert "db.models.signals" not in text, f"{path}: signals"
        caught = list(swallowed(ast.parse(text)))
        assert len(caught) == (path == MAY_CATCH_WIDE), f"{path}: an except that swallows anything"
        assert ("BLE001" in text) == (path == MAY_CATCH_WIDE), f"{path}: a broad except"
        assert path.name != "utils.py", path
        if path.stem == "rules" or "rules" in path.parent.name:
            assert "now()" not in text, f"{path}: a rule looks at the clock"


def test_files_and_functions_stay_small() -> None:
    for path in MODULES:
        text = path.read_text("utf-8")
        assert len(text.splitlines()) <= 300, f"{path} has more than 300 lines"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= 40, f"{path}:{node.lineno} {node.name} has {length} lines"
