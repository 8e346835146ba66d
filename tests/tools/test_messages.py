"""No text reaches people without its exact Chinese."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext

from bonafix.places.resolver import words

TOOL = Path(__file__).resolve().parents[2] / "tools" / "messages.py"


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["messages"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two packages: one with code and a template, one with typed errors only."""
    (tmp_path / "shop" / "templates").mkdir(parents=True)
    (tmp_path / "kit").mkdir()
    (tmp_path / "shop" / "views.py").write_text(
        "from x import gettext as _, ngettext\n"
        '_("Hello %(name)s")\n'
        'ngettext("%(n)d door", "%(n)d doors", 2)\n',
        "utf-8",
    )
    (tmp_path / "shop" / "templates" / "a.html").write_text(
        '{% load i18n %}{% translate "Door" context "house" %}'
        "{% blocktranslate trimmed %}Open\n it, {{ who }}{% endblocktranslate %}",
        "utf-8",
    )
    (tmp_path / "kit" / "errors.py").write_text(
        'class Late(Refused):\n    text = "Too late."\n'
        'raise Invalid("bad", "“%(text)s” is no number.", text="x y")\n'
        "class Gone(Late):\n    def __init__(self) -> None:\n"
        '        super().__init__("gone", "It is gone.")\n'
        'NONE = N_("Nothing found.")\n',
        "utf-8",
    )
    return tmp_path


PAIRS = [
    "Hello %(name)s\t您好，%(name)s\n",
    "%(n)d door\tplural=%(n)d doors\t%(n)d 扇门\n",
    "ctx=house\tDoor\t门\n",
    "Open it, %(who)s\t%(who)s，请打开\n",
]


def test_texts_of_code_templates_and_typed_errors_are_all_found(
    messages: ModuleType, source: Path
) -> None:
    found = {(text.app, text.context, text.msgid) for text in messages.used_in(source)}
    assert found >= {
        ("shop", None, "Hello %(name)s"),
        ("shop", None, "%(n)d door"),
        ("shop", "house", "Door"),
        ("shop", None, "Open it, %(who)s"),
        ("kit", None, "Too late."),
        ("kit", None, "“%(text)s” is no number."),
        ("kit", None, "It is gone."),
        ("kit", None, "Nothing found."),
    }


def test_a_missing_translation_is_named_until_it_is_there(
    messages: ModuleType, source: Path
) -> None:
    assert len(messages.faults({"shop"}, source)) == 4
    assert [line.split("\t")[0] for line in messages.missing("kit", source)]
    messages.add("shop", PAIRS, source)
    assert messages.faults({"shop"}, source) == []
    assert len(messages.faults({"kit"}, source)) == 4
    assert messages.missing("shop", source) == []


def test_a_translation_that_loses_a_value_is_refused_and_nothing_is_written(
    messages: ModuleType, source: Path
) -> None:
    with pytest.raises(ValueError, match="placeholders differ"):
        messages.add("shop", [PAIRS[2], "Hello %(name)s\t您好\n"], source)
    assert not messages.po_path("shop", source).exists()


def test_an_unsure_translation_does_not_count(messages: ModuleType, source: Path) -> None:
    messages.add("shop", PAIRS, source)
    path = messages.po_path("shop", source)
    text = path.read_text("utf-8")
    path.write_text(text.replace('msgctxt "house"', '#, fuzzy\nmsgctxt "house"'), "utf-8")
    assert any("fuzzy" in fault for fault in messages.faults(set(), source))


def test_one_text_with_two_translations_is_reported(messages: ModuleType, source: Path) -> None:
    messages.add("shop", ["Done\t完成\n"], source)
    messages.add("kit", ["Done\t好了\n"], source)
    assert any("give one of them a context" in fault for fault in messages.faults(set(), source))


def test_catalogues_stay_sorted_and_compile_for_django(messages: ModuleType, source: Path) -> None:
    messages.add("shop", PAIRS, source)
    first = messages.po_path("shop", source).read_bytes()
    messages.add("shop", reversed(PAIRS), source)
    assert messages.po_path("shop", source).read_bytes() == first
    assert messages.compile_all(source) == 1
    assert messages.po_path("shop", source).with_suffix(".mo").stat().st_size > 100


def test_every_text_of_the_pages_has_its_chinese(messages: ModuleType) -> None:
    assert messages.faults(set()) == []


def test_every_catalogue_is_one_that_django_reads(messages: ModuleType) -> None:
    read = {Path(config.path) / "locale" for config in apps.get_app_configs()}
    read |= {Path(folder) for folder in settings.LOCALE_PATHS}
    assert {path.parents[2] for path in messages.catalogues()} <= read


def test_the_trace_of_a_place_reads_as_chinese() -> None:
    assert gettext(words.NONE) == "文字里没有写到名录中的任何地区。"
