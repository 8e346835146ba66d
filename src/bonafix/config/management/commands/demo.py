"""`demo`: found the demonstration, or fill its roster again."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bonafix.config.demo.seed import seed
from bonafix.kit.clock import now


class Command(BaseCommand):
    """Seeds the demonstration; harmless when it is there already."""

    help = "Found the demonstration operator, or fill its roster for the days to come."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say how to look at it."""
        data = Path(settings.DATA)
        seed(now(), data)
        self.stdout.write(words(data))


def words(data: Path) -> str:
    """The addresses and log-ins of each role."""
    logins = json.loads((data / "demo-logins.json").read_text("utf-8"))
    base = settings.PUBLIC_URL
    return "\n".join(
        [
            f"  顾客报修 report a fault   {base}/report/",
            f"  公开服务页 service page   {base}/service/",
            f"  员工登录 staff log-in     {base}/staff/",
            *(
                f"    {role:<18} {one['username']:<24} {one['password']}"
                for role, one in logins.items()
            ),
        ]
    )
