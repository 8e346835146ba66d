"""Addresses as people say and write them, made by a model of our own and a seed.

Nothing here looks at the resolver: a text is put together from the list of divisions and from
habits of speech, and what it means follows from how it was put together. So a seed that nobody
has tuned to is a blind list.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import opencc

from bonafix.places.gazetteer import Gazetteer, gazetteer
from tests.places.gold import Case

SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何罗高林"
GIVEN = ["建国", "秀英", "小波", "丽", "思远", "桂兰", "磊", "海燕", "志强", "子涵"]
ROADS = ["解放路", "文化路", "迎宾大道", "建设街", "健康路", "滨河路", "工业路", "学院路", "朝霞路"]
HOMES = [
    "锦绣花园",
    "金色家园",
    "万科城",
    "阳光水岸",
    "翡翠湾",
    "东方名邸",
    "盛世华庭",
    "供电局家属院",
]
FAULTS = ["门锁打不开了", "指纹没反应", "洗衣机漏水", "空调不制冷", "热水器点不着火", "柜门关不上",
          "钥匙断在锁芯里", "马桶一直流水", "冰箱嗡嗡响", "密码忘了"]  # fmt: skip
FILLERS = ["麻烦", "请尽快派人", "你好", "师傅", "急", "上午有空", "周末在家", "帮忙看看"]
DIRECT = ("11", "12", "31", "50")
KIND = {"县": "线现", "区": "曲驱", "市": "试", "镇": "真"}


@dataclass
class Speaker:
    """One seed's habits."""

    seed: int
    known: Gazetteer = field(default_factory=gazetteer)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"spoken {self.seed}")
        names = self.known.names
        sent = {c for c in names if not c.startswith(("71", "81", "82", "350527"))}
        self.counties = sorted(c for c in sent if len(c) == 6)
        self.towns = sorted(
            c for c in sent if len(c) == 9 and names[c][-1] in "镇乡道" and "族" not in names[c]
        )
        self.by_name: dict[str, list[str]] = {}
        for code, name in names.items():
            self.by_name.setdefault(name, []).append(code)

        def short_of(codes: list[str]) -> list[str]:
            return [c for c in codes if self.short(c) != names[c]]

        self.written_in_full = opencc.OpenCC("s2t").convert
        # Said without their kind; made once, for there are thousands.
        self.cut, self.cut_towns = short_of(self.counties), short_of(self.towns)
        self.cut_to_two = [c for c in self.cut if len(self.short(c)) == 2]

    # Pieces -------------------------------------------------------------------------------

    def one(self, many: "str | list[str] | tuple[str, ...]") -> str:
        return self.dice.choice(many)

    def maybe(self, text: str, chance: float = 0.5) -> str:
        return text if self.dice.random() < chance else ""

    def person(self) -> str:
        return self.one(SURNAMES) + self.one([*GIVEN, "女士", "先生", "阿姨", "师傅"])

    def phone(self) -> str:
        return f"1{self.one('3578')}{self.dice.randrange(10**9):09d}"

    def street(self) -> str:
        road = f"{self.one(ROADS)}{self.dice.randrange(1, 399)}号"
        home = self.one(HOMES)
        door = f"{self.dice.randrange(1, 30)}{self.one(['栋', '幢', '号楼'])}{self.dice.randrange(1, 4)}单元{self.dice.randrange(101, 2400)}"
        return self.one([road, road + home, home + door, road + home + door, home])

    def short(self, code: str) -> str:
        """Without its kind; a name of two characters keeps it, as people do."""
        name = self.known.names[code]
        if "自治" in name or "族" in name or len(name) < 3:
            return name
        for kind in (
            "街道",
            "地区",
            "林区",
            "新区",
            "省",
            "市",
            "县",
            "区",
            "镇",
            "乡",
            "旗",
            "盟",
        ):
            if name.endswith(kind) and len(name) - len(kind) >= 2:
                return name[: -len(kind)]
        return name

    def said(self, code: str, plain: float = 0.5) -> str:
        return self.known.names[code] if self.dice.random() < plain else self.short(code)

    def above(self, code: str) -> str:
        """Province and city as said before a county: both, one, or (never here) none."""
        line = list(reversed(self.known.line(code)))
        if len(line) == 1:
            return self.said(line[0])
        province, city = line[0], line[1]
        return self.one([self.said(city), self.said(province) + self.said(city)])

    def around(self, place: str) -> str:
        """The rest of what somebody writes about a visit."""
        dot = self.one([" ", "，", ",", "  ", "\n", "、"])
        who = self.person() + self.maybe(dot) + self.phone()
        return self.one(
            [place + self.street(), who + dot + place + self.street(),
             place + self.street() + dot + who, f"地址{self.one('：: ')}{place}{self.street()}",
             self.one(FAULTS) + dot + "我在" + place + self.street(),
             self.one(FILLERS) + dot + place + self.street() + dot + self.one(FAULTS)]
        )  # fmt: skip

    # Kinds of texts -----------------------------------------------------------------------

    def full(self) -> Case:
        code = self.one(self.counties)
        return self.case(
            self.around(self.above(code) + self.known.names[code]), code, note="county"
        )

    def bare(self) -> Case:
        """City and county without their kinds."""
        code = self.one(self.cut)
        city = self.known.parent(code)
        text = self.short(city) + self.short(code)
        return self.case(text + self.maybe(self.street()), code, note="short")

    def town(self) -> Case:
        code = self.one(self.towns)
        county = self.known.parent(code)
        head = self.one(["", self.above(county)]) if len(county) == 6 else ""
        text = head + self.said(county) + self.known.names[code]
        return self.case(self.around(text), code, note="town")

    def town_short(self) -> Case:
        """重庆江北观音桥, 昌江石碌: every level without its kind."""
        code = self.one(self.cut_towns)
        county = self.known.parent(code)
        city = self.known.parent(county) if len(county) == 6 else ""
        text = (self.short(city) if city else "") + self.short(county) + self.short(code)
        inside = self.by_short(code, county)
        return self.case(text, *inside, note="town short")

    def by_short(self, code: str, county: str) -> list[str]:
        """All townships of the county that are said alike; the county where it is called so."""
        wanted = self.short(code)
        return [t for t in self.known.kids(county) if self.short(t) == wanted]

    def alone(self) -> Case:
        """A county's full name and nothing above it: one, or all that bear it."""
        code = self.one([c for c in self.counties if len(self.known.names[c]) > 2])
        name = self.known.names[code]
        same = [c for c in self.by_name[name] if len(c) < 9]
        return self.case(name + self.maybe(" " + self.phone()), *same, note="county alone")

    def slip(self) -> Case:
        """The input method gave another character for the kind: 沛现, 海盐线."""
        code = self.one(
            [
                c
                for c in self.counties
                if self.known.names[c][-1] in KIND and len(self.known.names[c]) > 2
            ]
        )
        name = self.known.names[code]
        wrong = name[:-1] + self.one(KIND[name[-1]])
        below = [t for t in self.known.kids(code) if t in set(self.towns)]
        city = self.said(self.known.parent(code), 0.8)
        if below and self.dice.random() < 0.5:
            town = self.one(below)
            return self.case(city + wrong + self.known.names[town], town, note="slip")
        return self.case(city + wrong + self.maybe(self.street()), code, note="slip")

    def former(self) -> Case:
        """The name before it was changed, under the city that it was in."""
        while True:
            old = self.one([o for o in self.known.olds if len(o.code) == 6 and o.year > 1985])  # type: ignore[arg-type,type-var]
            city = old.code[:4]
            if city in self.known.names and not any(
                self.known.names[k] == old.name for k in self.known.kids(city)
            ):
                same = {
                    c
                    for o in self.known.olds
                    if o.name == old.name and o.code[:4] == city
                    for c in o.after
                }
                return self.case(
                    self.said(city, 0.8) + old.name + self.maybe(self.street()),
                    *sorted(same),
                    note="former",
                )

    def moved(self) -> Case:
        """Two places, of which the sentence means one."""
        a, b = self.dice.sample(self.counties, 2)
        left, meant = (self.above(c) + self.known.names[c] for c in (a, b))
        text = self.one(
            ["上次报的是{left}，这次在{meant}", "房子在{meant}，人在{left}上班",
             "下单写的{left}，麻烦改到{meant}", "不是{left}，是{meant}",
             "从{left}搬来{meant}了，新家的锁坏了", "以前住{left}，现在住{meant}{street}",
             "收货地址{meant}{street}，发货地{left}", "老家{left}，安装在{meant}"]
        ).format(left=left, meant=meant, street=self.street())  # fmt: skip
        return self.case(text, b, note="two places")

    def quiet(self) -> Case:
        """No place at all, though names stand in it: roads, goods, dishes, words, people."""
        city = self.short(self.one([c for c in self.known.names if len(c) == 4]))
        county = self.short(self.one(self.cut_to_two))
        number = self.dice.randrange(1, 400)
        text = self.one(
            [f"{city}路{number}号", f"{county}路{number}弄", f"{city}东路{number}号{self.one(HOMES)}",
             f"{city}街{number}号", f"{self.one(SURNAMES)}{county}，{self.one(FAULTS)}",
             f"{city}大厦{number}室", f"{county}花园{number}号楼", f"{county}牌的锁，{self.one(FAULTS)}",
             f"{self.one(FAULTS)}，{self.one(FILLERS)}", f"{self.phone()} {self.person()} {self.one(FAULTS)}",
             f"{self.one(HOMES)}{number}号楼，{self.one(FAULTS)}", f"{city}银行楼上，{self.one(FAULTS)}",
             f"{city}中学对面，{self.one(FAULTS)}", f"订单号{self.dice.randrange(10**8)}，{self.one(FAULTS)}",
             f"{county}小区门口，{self.one(FILLERS)}"]
        )  # fmt: skip
        return Case(text, (), 0, "no place")

    def coded(self) -> Case:
        """Six digits that are a code of a division, or only look like one."""
        code = self.one(self.counties)
        kind = self.one(["code", "post", "number", "both"])
        six = f"{self.dice.randrange(10**6):06d}"
        if kind == "code":
            label = self.one(["区划代码", "行政区划代码：", "地区码 ", "区划码:"])
            return self.case(label + code + self.maybe("，" + self.one(FAULTS)), code, note="code")
        if kind == "post":
            text = self.one(["邮编", "邮政编码：", "邮编:"]) + six
            return Case(text + "，" + self.one(FAULTS), (), 0, "post code")
        if kind == "number":
            label = self.one(["订单", "验证码", "单号", "取件码", "门牌", "工单号"])
            return Case(f"{label}{code}，{self.one(FAULTS)}", (), 0, "number")
        place = self.above(code) + self.known.names[code]
        return self.case(f"{place}{self.street()} 邮编{six}", code, note="post code")

    def latin(self) -> Case:
        code = self.one(
            [
                c
                for c in self.counties
                if len(self.known.names[c]) > 2
                and self.known.names[self.known.parent(c)].endswith("市")
                and len(self.known.parent(c)) == 4
            ]
        )
        *city, _ = self.known.pinyin[self.known.parent(code)].split()
        *county, kind = self.known.pinyin[code].split()
        english = {"xian": "County", "qu": "District", "shi": "City"}.get(kind, kind)
        text = self.one(
            [f"No. 7 Jiankang Road, {''.join(county).title()} {english}, {''.join(city).title()}",
             f"{''.join(city)} shi {''.join(county)} {kind} jiankang lu 7 hao"]
        )  # fmt: skip
        return self.case(text, code, note="latin")

    def traditional(self) -> Case:
        code = self.one(self.counties)
        text = self.around(self.above(code) + self.known.names[code])
        return self.case(self.written_in_full(text), code, note="traditional")

    def reversed_order(self) -> Case:
        """The street first, then county, city, province, parted by signs."""
        code = self.one(self.counties)
        parts = [
            self.street(),
            self.known.names[code],
            *(self.said(c) for c in self.known.line(code)),
        ]
        return self.case("，".join(parts), code, note="reversed")

    def case(self, text: str, *codes: str, note: str) -> Case:
        wanted = tuple(sorted(set(codes)))
        return Case(text, wanted, len(wanted), note)

    def all(self, number: int) -> Iterator[Case]:
        """`number` of each kind."""
        kinds: list[Callable[[], Case]] = [
            self.full, self.bare, self.town, self.town_short, self.alone, self.slip, self.former,
            self.moved, self.quiet, self.coded, self.latin, self.traditional, self.reversed_order,
        ]  # fmt: skip
        for kind in kinds:
            for _ in range(number):
                yield kind()


def spoken(seed: int, number: int = 40) -> list[Case]:
    """The list of one seed; `number` texts of each of thirteen kinds."""
    return list(Speaker(seed).all(number))
