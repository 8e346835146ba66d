"""Made-up content for /_gallery: long names, nothing at all, mistakes."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language

from bonafix.kit import clock
from bonafix.web.look.dayline import Bar

DIGEST = "9f2c4e0b7a61d3f58e1c0a4972b6d8e35f7091c2ab44de6f8130c7b9a5e2d641"
FAULTS = (
    ("jammed", "The key turns but the door stays shut", "钥匙能转，门打不开"),
    (
        "panel",
        "The keypad does not react at all, not even after changing the batteries",
        "换过电池，键盘还是完全没有反应，按哪里都不亮",
    ),
    ("other", "Something else", "其他"),
)


def say(english: str, chinese: str) -> str:
    """Sample content in the language of the page; it is no text of the product."""
    return english if get_language() == "en" else chinese


class SampleForm(forms.Form):
    """A form with every kind of field."""

    def __init__(self, data: dict[str, Any] | None = None, prefix: str = "a") -> None:
        super().__init__(data, prefix=prefix)
        self.fields["fault"] = forms.ChoiceField(
            label=say("What is wrong?", "出了什么问题？"),
            choices=[(code, say(english, chinese)) for code, english, chinese in FAULTS],
            widget=forms.RadioSelect,
        )
        self.fields["phone"] = forms.CharField(
            label=say("Your telephone number", "您的电话"),
            help_text=say(
                "Only the technician on the way may call it, through a masked number.",
                "只有上门师傅可以通过隐私号联系您。",
            ),
            max_length=20,
            widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        )
        self.fields["note"] = forms.CharField(
            label=say("Anything else", "还想说明的"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["place"] = forms.ChoiceField(
            label=say("Nearest county", "所在区县"),
            choices=[
                ("", "—"),
                (
                    "1",
                    say(
                        "Jishishan Bonan, Dongxiang and Salar County",
                        "积石山保安族东乡族撒拉族自治县",
                    ),
                ),
            ],
        )
        self.fields["agree"] = forms.BooleanField(
            label=say(
                "The technician may see my address for this visit.",
                "我同意师傅为本次上门查看我的地址。",
            ),
        )


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the gallery shows, around a fixed `now`."""
    now = datetime.fromisoformat("2026-11-24T10:05:00+08:00")
    wrong = SampleForm({"b-phone": "abc"}, prefix="b")
    wrong.add_error(
        None, say("The time you chose has just been taken.", "您选的时间刚刚被约走了。")
    )
    return {
        "request": request,
        "now": now,
        "shell": shell(),
        "form": SampleForm(prefix="a"),
        "wrong": wrong,
        "soon": now + timedelta(minutes=25),
        "evening": now.replace(hour=18, minute=0),
        "past": now - timedelta(hours=2, minutes=5),
        "friday": now + timedelta(days=3, hours=2),
        "next_year": now + timedelta(days=60),
        "digest": DIGEST,
        "steps": steps(now),
        "rows": rows(now),
        "counts": counts(),
        "page": Paginator(range(437), 50).get_page(2),
        "fen": 123450,
        "bars": bars(now),
        "day_start": now.replace(hour=8, minute=0),
        "s": sentences(),
    }


def shell() -> dict[str, Any]:
    """What the frame of a page needs: name, person to talk to, sections."""
    return {
        "name": say(
            "Lock Guardian After-sales of the Xishuangbanna Dai Autonomous Prefecture",
            "西双版纳傣族自治州锁卫士智能门锁售后服务中心",
        ),
        "home": "/_gallery/",
        "phone": "400-000-0000",
        "hours": "8:00–22:00",
        "independent": True,
        "account": say("Dispatcher, outlet Jinghong", "景洪网点 调度"),
        "logout_url": "/look/",
        "links": [
            {"title": say("Areas and prices", "服务区域与价格"), "url": "/"},
            {"title": say("How we keep your data", "我们如何保管您的信息"), "url": "/"},
        ],
        "sections": [
            {
                "title": say("Queue", "待处理"),
                "url": "/_gallery/desk/",
                "count": 12,
                "current": True,
            },
            {"title": say("Day plan", "今日排班"), "url": "#", "count": None},
            {"title": say("Promises", "时限"), "url": "#", "count": 3},
            {"title": say("Technicians", "师傅"), "url": "#", "count": 20},
            {"title": say("Overview", "总览"), "url": "#", "count": None},
        ],
    }


def steps(now: datetime) -> list[dict[str, Any]]:
    """A repair under way, one promise broken."""
    seal = {
        "who": say("Dispatcher, outlet Jinghong", "景洪网点 调度"),
        "at": now,
        "seq": 4,
        "digest": DIGEST,
        "what": say("Technician arranged", "已安排师傅"),
        "rule": say("Earliest feasible arrival, version 1", "最早可达，第 1 版"),
    }
    return [
        {
            "title": say("Reported", "已报修"),
            "state": "done",
            "at": now - timedelta(hours=3),
            "seal": seal,
        },
        {
            "title": say("Accepted later than promised", "受理晚于承诺"),
            "state": "broken",
            "at": now - timedelta(hours=2),
            "note": say("The duty manager has been told.", "已通知值班主管。"),
        },
        {
            "title": say("Technician arranged", "已安排师傅"),
            "state": "done",
            "at": now,
            "who": say("Mr Abudureyimu, outlet Jinghong", "阿卜杜热依木师傅（景洪网点）"),
        },
        {"title": say("On the way", "正在路上"), "state": "now"},
        {"title": say("Repaired and signed off", "维修完成，您确认"), "state": "next"},
        {"title": say("Guaranteed", "保修"), "state": "next"},
    ]


def rows(now: datetime) -> list[dict[str, Any]]:
    """Lines of a dispatcher's queue."""
    places = (
        ("Jishishan", "甘肃省临夏回族自治州积石山保安族东乡族撒拉族自治县吹麻滩镇"),
        ("Jinghong", "景洪市"),
        ("Mohe", "漠河市"),
        ("Sansha", "三沙市"),
    )
    states = (
        ("reported", "已报修", "attention"),
        ("arranged", "已安排", "active"),
        ("late", "已超时", "broken"),
        ("closed", "已结案", "done"),
    )
    return [
        {
            "number": f"K7M{i}-4QXT",
            "url": f"#case-{i}",
            "place": say(*place),
            "state": say(state[0], state[1]),
            "tone": state[2],
            "due": now + timedelta(minutes=40 * i - 30),
            "fen": 19900 * (i + 1),
            "phone": "138****5678",
        }
        for i, (place, state) in enumerate(zip(places, states, strict=True))
    ]


def counts() -> list[dict[str, Any]]:
    """The head of a queue."""
    return [
        {"title": say("Open", "未结"), "number": 37, "url": "#", "current": True},
        {
            "title": say("Due within the hour", "一小时内到期"),
            "number": 4,
            "url": "#",
            "tone": "attention",
        },
        {"title": say("Overdue", "已超时"), "number": 1, "url": "#", "tone": "broken"},
        {"title": say("Waiting for parts", "等配件"), "number": 0, "url": "#"},
    ]


def bars(now: datetime) -> list[Bar]:
    """A technician's day."""

    def at(hour: int, minute: int = 0) -> datetime:
        return clock.local(now).replace(hour=hour, minute=minute)

    return [
        Bar(at(9), at(18), "shift", say("Shift", "班次")),
        Bar(at(9, 30), at(10, 45), "busy", "K7M0-4QXT"),
        Bar(at(11), at(12), "attention", "K7M1-4QXT"),
        Bar(at(15), at(16, 30), "busy", "K7M3-4QXT"),
    ]


def sentences() -> dict[str, str]:
    """Words that page builders will bring themselves."""
    return {
        "waits": say("We are waiting for you to confirm the quote", "等您确认报价"),
        "comes": say("The technician is on the way", "师傅正在路上"),
        "late": say("The outlet owes you an answer", "等网点答复您"),
        "over": say("Closed. The guarantee runs until 24 May 2027", "已结案，保修到 2027年5月24日"),
        "submit": say("Report it: somebody by 14:20", "提交报修，师傅最快 14:20 到"),
        "why": say(
            "You can change or cancel until the technician sets out.",
            "师傅出发前，您随时可以改约或取消。",
        ),
        "other": say("Choose another time", "换个时间"),
        "empty": say(
            "No report is waiting for you. New ones appear here by themselves.",
            "现在没有等您处理的报修，新的会自动出现在这里。",
        ),
        "empty_way": say("See closed ones", "看已结案的"),
        "notice": say(
            "The price is the one you approved; anything more needs your yes again.",
            "价格以您确认的报价为准，增加项目会再次征得您同意。",
        ),
        "done": say("Moved to Friday 14:00.", "已改到周五 14:00。"),
        "reason": say(
            "The lock was bought more than two years ago, so this part is not free.",
            "这把锁购买已超过两年，这个配件不在免费范围内。",
        ),
        "answer": say("Send another proof of purchase", "补充购买凭证"),
        "moving": say("Reading the list", "正在读取名单"),
        "case_no": say("Your case number", "您的报修编号"),
        "pass_code": say(
            "Tell this code to the technician at the door", "师傅到门口时，把这个码告诉他"
        ),
        "place": say("Place", "地点"),
        "state": say("State", "状态"),
        "until": say("Until", "时限"),
        "phone": say("Telephone", "电话"),
        "search": say("Find", "查找"),
        "find": say("Number, place or telephone", "编号、地点或电话"),
    }
