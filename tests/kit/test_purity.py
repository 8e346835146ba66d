"""kit stands at the bottom: it knows neither Django nor any other package of ours."""

import subprocess
import sys


def test_kit_imports_neither_django_nor_the_rest_of_bonafix() -> None:
    code = (
        "import sys, pkgutil, importlib, bonafix.kit as kit\n"
        "for m in pkgutil.walk_packages(kit.__path__, 'bonafix.kit.'):\n"
        "    importlib.import_module(m.name)\n"
        "print(*sorted(n for n in sys.modules if n.split('.')[0] in ('django', 'psycopg')\n"
        "      or n.startswith('bonafix.') and not n.startswith('bonafix.kit')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
