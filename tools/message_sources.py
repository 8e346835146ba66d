"""Finds the texts that the code and the templates of Bonafix show to people.

Python is read with `ast`, templates with Django's own `templatize`, which turns
them into gettext calls. kit does not know Django: there (and wherever such an
error is raised) the text of a typed error counts, see `ERROR_ROOTS`, be it the
second argument of the error, of its `super().__init__`, or a class attribute `text`.
Other texts of packages without Django are marked with `kit.texts.N_`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

# name → which arguments are (context, singular, plural)
GETTEXT: dict[str, tuple[int | None, int, int | None]] = {
    **dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
ERROR_ROOTS = {
    "BonafixError",
    "Refused",
    "Invalid",
    "NotAllowed",
    "NotFound",
    "Conflict",
    "TooMany",
}
CALL = re.compile(r"\b(npgettext|pgettext|ngettext|gettext|_)\(")
LITERAL = re.compile(r"""\s*u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?""")


@dataclass(frozen=True)
class Used:
    """A text in use: package, file:line, msgid; `problem` when it cannot be translated."""

    app: str
    where: str
    msgid: str
    context: str | None = None
    plural: str = ""
    problem: str = ""


def used_in(source: Path) -> list[Used]:
    """Every text used below `source` (the folder of the packages), in file order."""
    modules = {
        path: ast.parse(path.read_text("utf-8"), str(path)) for path in sorted(source.rglob("*.py"))
    }
    errors = error_classes(modules.values())
    found: list[Used] = []
    for path, tree in modules.items():
        found += python_texts(tree, _app(path, source), _name(path, source), errors)
    for path in sorted((*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt"))):
        found += template_texts(path.read_text("utf-8"), _app(path, source), _name(path, source))
    return found


def _app(path: Path, source: Path) -> str:
    return path.relative_to(source).parts[0]


def _name(path: Path, source: Path) -> str:
    return str(path.relative_to(source))


def error_classes(trees: Iterable[ast.AST]) -> set[str]:
    """The names of all typed errors: the roots of kit and whatever derives from them."""
    bases: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(_called(base) for base in node.bases)
    names = set(ERROR_ROOTS)
    while True:
        more = {name for name, above in bases.items() if above & names} - names
        if not more:
            return names
        names |= more


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def python_texts(tree: ast.AST, app: str, file: str, errors: set[str]) -> list[Used]:
    """The texts of one module."""
    found: list[Used] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _called(node.func)
            if name in GETTEXT:
                found += _gettext_call(node, name, app, file)
            elif name in errors:
                found += [Used(app, f"{file}:{node.lineno}", text) for text in _error_texts(node)]
        elif isinstance(node, ast.ClassDef) and node.name in errors:
            found += _class_texts(node, app, file)
            found += _super_texts(node, app, file)
    return found


def _gettext_call(node: ast.Call, name: str, app: str, file: str) -> list[Used]:
    context_at, singular_at, plural_at = GETTEXT[name]
    where = f"{file}:{node.lineno}"
    texts = [_literal(argument) for argument in node.args]
    wanted = [at for at in (context_at, singular_at, plural_at) if at is not None]
    if any(at >= len(texts) for at in wanted):
        return [Used(app, where, "", problem=f"{name}() without its texts")]
    if any(texts[at] is None for at in wanted):
        # gettext(error.text) in the faces translates what is collected elsewhere.
        if isinstance(node.args[singular_at], ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            return []
        return [Used(app, where, "", problem="only a plain string can be translated")]
    context = texts[context_at] if context_at is not None else None
    plural = texts[plural_at] if plural_at is not None else None
    return [Used(app, where, texts[singular_at] or "", context, plural or "")]


def _literal(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _error_texts(node: ast.Call) -> Iterator[str]:
    # (code, text); an error of a package may fix its code and take the text alone.
    positional = [
        text
        for position, argument in enumerate(node.args[:2])
        if (text := _literal(argument)) and (position == 1 or " " in text)
    ]
    yield from positional
    if positional:
        # A keyword `text` is then a value that the sentence shows.
        return
    for keyword in node.keywords:
        text = _literal(keyword.value)
        if keyword.arg == "text" and text:
            yield text


def _class_texts(node: ast.ClassDef, app: str, file: str) -> Iterator[Used]:
    for line in node.body:
        if isinstance(line, ast.Assign):
            names, value = [_called(target) for target in line.targets], line.value
        elif isinstance(line, ast.AnnAssign) and line.value is not None:
            names, value = [_called(line.target)], line.value
        else:
            continue
        text = _literal(value)
        if "text" in names and text:
            yield Used(app, f"{file}:{line.lineno}", text)


def _super_texts(error: ast.ClassDef, app: str, file: str) -> Iterator[Used]:
    """What an error with its own `__init__` hands up: `super().__init__("code", "text")`."""
    for node in ast.walk(error):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "__init__"
            and isinstance(node.func.value, ast.Call)
            and _called(node.func.value.func) == "super"
        ):
            for text in _error_texts(node):
                yield Used(app, f"{file}:{node.lineno}", text)


def template_texts(template: str, app: str, file: str) -> list[Used]:
    """The texts of one template."""
    found = []
    calls = templatize(template)
    for match in CALL.finditer(calls):
        context_at, singular_at, plural_at = GETTEXT[match[1]]
        where = f"{file}:{calls.count(chr(10), 0, match.start()) + 1}"
        texts = _leading_literals(calls, match.end())
        if singular_at >= len(texts):
            continue
        found.append(
            Used(
                app,
                where,
                texts[singular_at],
                texts[context_at] if context_at is not None else None,
                texts[plural_at] if plural_at is not None else "",
            )
        )
    return found


def _leading_literals(text: str, at: int) -> list[str]:
    texts = []
    while match := LITERAL.match(text, at):
        texts.append(str(ast.literal_eval(match[1])))
        at = match.end()
    return texts
