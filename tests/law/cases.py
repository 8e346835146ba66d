"""Worked cases: what is stated, and what the sources named make of it, worked out by hand.

Amounts in yuan. `figures` says for each rule of amounts (status, tier reached, tier that a range
leaves open); `administrative` the articles shown. Sources are those of the rules' data.
"""

from dataclasses import dataclass
from datetime import date

from bonafix.law import Act, Facts

NATION = "criminal.figures.national"
TELECOM = "criminal.telecom"
GD1, GD2 = "criminal.figures.guangdong.1", "criminal.figures.guangdong.2"
CQ, YN, JS = "criminal.figures.chongqing", "criminal.figures.yunnan", "criminal.figures.jiangsu"
SH = "criminal.figures.shanghai.2011"
BELOW, LARGE, HUGE, TOP = (
    ("below", None, None),
    ("reached", "large", None),
    ("reached", "huge", None),
    ("reached", "especially_huge", None),
)
IN_RANGE = ("depends", None, "large")
LARGE_OR_HUGE = ("reached", "large", "huge")
Outcome = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    acts: tuple[Act, ...]
    loss: str
    figures: dict[str, Outcome]
    administrative: tuple[str, ...]
    as_of: date = date(2026, 11, 24)
    decided: date | None = None
    civil: bool = True

    @property
    def facts(self) -> Facts:
        return Facts(self.acts, decided=self.decided)


def act(name: str, day: str, region: str | None, yuan: float, **more: object) -> Act:
    return Act(name, date.fromisoformat(day), round(yuan * 100), region, **more)  # type: ignore[arg-type]


OLD, NEW = "第四十九条", "第五十八条"
S_OLD = "治安管理处罚法（旧）第四十九条：2026-01-01 前的行为"
S_NEW = "治安管理处罚法（2025 修订）第五十八条：2026-01-01 起"
S_37 = "行政处罚法第三十七条：行为时的法律，新法较轻的除外；未决的两者都列"
S_7 = "法释〔2011〕7号第一条：3,000–10,000 / 30,000–100,000 / 500,000"
S_32 = "法发〔2016〕32号：3,000 / 30,000 / 500,000，二年内未经处理的累计"
S_GD1 = "广东一类：6,000 / 100,000 / 500,000"
S_GD2 = "广东二类：4,000 / 60,000 / 500,000"
S_SUM = "未经处理的累计；已处罚、已了结的不计"

CASES = (
    # before and after 2026-01-01
    Case("zengcheng 195 yuan, undecided a year later", f"{S_OLD}; {S_37}; 增城个案 [S]",
         (act("a", "2025-11-17", "440118", 195),), "195",
         {GD1: BELOW, TELECOM: BELOW}, (OLD, NEW)),
    Case("zengcheng 195 yuan, decided in 2025", f"{S_OLD}; 增城个案 [S]",
         (act("a", "2025-11-17", "440118", 195),), "195",
         {GD1: BELOW, TELECOM: BELOW}, (OLD,), decided=date(2025, 12, 20)),
    Case("the last day of the old law, asked on that day", S_OLD,
         (act("a", "2025-12-31", "11", 200),), "200",
         {NATION: BELOW, TELECOM: BELOW}, (OLD,), as_of=date(2025, 12, 31)),
    Case("the last day of the old law, asked a day later", S_37,
         (act("a", "2025-12-31", "11", 200),), "200",
         {NATION: BELOW, TELECOM: BELOW}, (OLD, NEW), as_of=date(2026, 1, 1)),
    Case("the first day of the new law", S_NEW,
         (act("a", "2026-01-01", "11", 200),), "200",
         {NATION: BELOW, TELECOM: BELOW}, (NEW,)),
    Case("acted in 2025, decided in 2026", S_37,
         (act("a", "2025-12-01", "32", 100),), "100",
         {JS: BELOW, TELECOM: BELOW}, (OLD, NEW), decided=date(2026, 2, 1)),
    Case("one act on each side of the change", f"{S_OLD}; {S_NEW}; {S_37}",
         (act("a", "2025-12-30", "50", 2000), act("b", "2026-01-02", "50", 2000)), "4000",
         {CQ: BELOW, TELECOM: LARGE}, (OLD, NEW)),
    # provinces with figures of their own
    Case("guangzhou 5,999.99", S_GD1, (act("a", "2026-03-01", "4401", 5999.99),), "5999.99",
         {GD1: BELOW, TELECOM: LARGE}, (NEW,)),
    Case("guangzhou 6,000 exactly", f"{S_GD1}（以上含本数）",
         (act("a", "2026-03-01", "4401", 6000),), "6000", {GD1: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("dongguan has no counties and is class 1", S_GD1,
         (act("a", "2026-03-01", "4419", 99999),), "99999",
         {GD1: LARGE, TELECOM: HUGE}, (NEW,)),
    Case("shenzhen 100,000", S_GD1, (act("a", "2026-03-01", "440305", 100000),), "100000",
         {GD1: HUGE, TELECOM: HUGE}, (NEW,)),
    Case("shaoguan is class 2", S_GD2, (act("a", "2026-03-01", "4402", 4000),), "4000",
         {GD2: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("shaoguan 59,999", S_GD2, (act("a", "2026-03-01", "440203", 59999),), "59999",
         {GD2: LARGE, TELECOM: HUGE}, (NEW,)),
    Case("guangdong without a city: both classes", f"{S_GD1}; {S_GD2}",
         (act("a", "2026-03-01", "44", 5000),), "5000",
         {GD1: BELOW, GD2: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("chongqing 5,000", "重庆：5,000 / 70,000 / 500,000 [S]",
         (act("a", "2026-03-01", "500103", 5000),), "5000",
         {CQ: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("chongqing 70,000", "重庆：5,000 / 70,000 / 500,000 [S]",
         (act("a", "2026-03-01", "50", 70000),), "70000",
         {CQ: HUGE, TELECOM: HUGE}, (NEW,)),
    Case("yunnan 50,000", "云高法〔2013〕145号：5,000 / 50,000 / 500,000 [S]",
         (act("a", "2026-03-01", "5301", 50000),), "50000",
         {YN: HUGE, TELECOM: HUGE}, (NEW,)),
    Case("jiangsu 6,000 (weak source)", "江苏：6,000 / 60,000 / 500,000 [S，较弱]",
         (act("a", "2026-03-01", "320102", 6000),), "6000",
         {JS: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("shanghai before May 2023, decided then",
         "沪高法〔2011〕241号：10,000 / 100,000 / 500,000 [S]",
         (act("a", "2022-06-01", "3101", 9000),), "9000",
         {SH: BELOW, TELECOM: LARGE}, (OLD,), as_of=date(2022, 9, 1)),
    Case("shanghai before May 2023, undecided today: both", "沪高法〔2011〕241号 [S]，新数额未入档",
         (act("a", "2022-06-01", "3101", 9000),), "9000",
         {SH: BELOW, NATION: IN_RANGE, TELECOM: LARGE}, (OLD, NEW)),
    Case("shanghai today: no figure on file", f"上海新数额未入档; {S_7}",
         (act("a", "2026-03-01", "31", 9000),), "9000",
         {NATION: IN_RANGE, TELECOM: LARGE}, (NEW,)),
    # provinces without
    Case("beijing 5,000: inside the range", f"北京未入档; {S_7}",
         (act("a", "2026-03-01", "110105", 5000),), "5000",
         {NATION: IN_RANGE, TELECOM: LARGE}, (NEW,)),
    Case("zhejiang 10,000: reached whatever the figure", f"浙江未入档; {S_7}",
         (act("a", "2026-03-01", "330106", 10000),), "10000",
         {NATION: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("zhejiang 50,000: large, huge depends", f"浙江未入档; {S_7}",
         (act("a", "2026-03-01", "33", 50000),), "50000",
         {NATION: LARGE_OR_HUGE, TELECOM: HUGE}, (NEW,)),
    Case("sichuan 2,999.99", f"四川未入档; {S_7}",
         (act("a", "2026-03-01", "51", 2999.99),), "2999.99",
         {NATION: BELOW, TELECOM: BELOW}, (NEW,)),
    Case("hunan 500,000", f"湖南未入档; {S_7}", (act("a", "2026-03-01", "43", 500000),), "500000",
         {NATION: TOP, TELECOM: TOP}, (NEW,)),
    Case("place not stated", S_7, (act("a", "2026-03-01", None, 3000),), "3000",
         {NATION: IN_RANGE, TELECOM: LARGE}, (NEW,)),
    # adding up
    Case("two acts two years apart to the day", S_32,
         (act("a", "2024-03-01", "53", 2600), act("b", "2026-03-01", "53", 2600)), "5200",
         {YN: LARGE, TELECOM: LARGE}, (OLD, NEW)),
    Case("a day more than two years apart", S_32,
         (act("a", "2024-02-29", "53", 2600), act("b", "2026-03-01", "53", 2600)), "2600",
         {YN: BELOW, TELECOM: BELOW}, (OLD, NEW)),
    Case("the oldest of three falls out", S_32,
         (act("a", "2023-01-05", "50", 1500), act("b", "2025-02-01", "50", 3000),
          act("c", "2026-05-01", "50", 2500)), "5500",
         {CQ: LARGE, TELECOM: LARGE}, (OLD, NEW)),
    Case("a large old act is not lost behind a small new one", S_32,
         (act("a", "2022-01-05", "50", 80000), act("b", "2026-05-01", "50", 10)), "80000",
         {CQ: HUGE, TELECOM: HUGE}, (OLD, NEW)),
    Case("twenty small claims reach the amount together", S_SUM,
         tuple(act(f"n{i:02}", f"2026-02-{i + 1:02}", "4401", 310) for i in range(20)), "6200",
         {GD1: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("punished ones are left out", S_SUM,
         (act("a", "2026-02-01", "4401", 5900, treatment="punished"),
          act("b", "2026-03-01", "4401", 200, treatment="open")), "200",
         {GD1: BELOW, TELECOM: BELOW}, (NEW,)),
    Case("settled ones are left out", S_SUM,
         (act("a", "2026-02-01", "4401", 5900, treatment="settled"),
          act("b", "2026-03-01", "4401", 200, treatment="open")), "200",
         {GD1: BELOW, TELECOM: BELOW}, (NEW,)),
    Case("settled only later: it still counted on the day asked", S_SUM,
         (act("a", "2026-02-01", "4401", 5900, treatment="settled", treated_on=date(2026, 6, 1)),
          act("b", "2026-03-01", "4401", 200, treatment="open")), "6100",
         {GD1: LARGE, TELECOM: LARGE}, (NEW,), as_of=date(2026, 5, 1)),
    Case("all settled: no track", S_SUM,
         (act("a", "2026-02-01", "4401", 590000, treatment="settled"),), "0", {}, (), civil=False),
    Case("two provinces: each one's figures, the whole sum", S_SUM,
         (act("a", "2026-02-01", "4401", 3000), act("b", "2026-03-01", "5001", 2500)), "5500",
         {GD1: BELOW, CQ: LARGE, TELECOM: LARGE}, (NEW,)),
    Case("an act after the day asked does not count", "as_of 限定",
         (act("a", "2026-02-01", "50", 4000), act("b", "2026-08-01", "50", 4000)), "4000",
         {CQ: BELOW, TELECOM: LARGE}, (NEW,), as_of=date(2026, 7, 1)),
    Case("goods, freight and others", "损失＝货款＋运费＋所述其他",
         (Act("a", date(2026, 2, 1), 590000, "4401", freight=8000, others=()),), "5980",
         {GD1: BELOW, TELECOM: LARGE}, (NEW,)),
    # law that began in between
    Case("yunnan before its own figure, decided before it", f"{S_7}; 云南自 2013-08-01",
         (act("a", "2012-05-01", "53", 4000),), "4000",
         {NATION: IN_RANGE}, (OLD,), as_of=date(2012, 6, 1), civil=False),
    Case("yunnan across its own figure: both", f"{S_7}; 云南自 2013-08-01",
         (act("a", "2013-07-31", "53", 4000),), "4000",
         {NATION: IN_RANGE, YN: BELOW}, (OLD,), as_of=date(2013, 8, 1), civil=False),
    Case("before 2016-12-20 no telecom track", "法发〔2016〕32号自 2016-12-20（日期未核实）",
         (act("a", "2016-12-19", "50", 4000),), "4000",
         {CQ: BELOW}, (OLD,), as_of=date(2017, 1, 1), civil=False),
)  # fmt: skip
