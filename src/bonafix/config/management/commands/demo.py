"""`demo`: found the demonstration, or fill its roster again."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from bonafix.config.demo.seed import seed
from bonafix.kit.clock import now

# A backup holds no passwords in clear.
RESTORED = (
    "    密码仍是备份前的那些；账号文件不在备份里"
    "  passwords as before the backup; the file that lists them is in no backup"
)


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
    file = data / "demo-logins.json"
    logins = json.loads(file.read_text("utf-8")) if file.exists() else {}
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
            *([] if logins else [RESTORED]),
        ]
    )
