"""Independent short names: city and county as they are shortened elsewhere, not by our forms.

`dropped` takes the kind and the peoples off as JioNLP does (up to the first people's name);
`truncated` cuts the last character off, whatever it is (阿克苏地, 凉山彝族自治). Both leave names
of two characters whole.
"""

import random
import re

from tests.places.gold import Case

from bonafix.places.gazetteer import gazetteer

# Enough to find where the first of them begins; from the names of the 55 peoples.
PEOPLE = re.compile(
    r"(?<=..)(?:蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依|朝鲜|满族|侗族|瑶族|白族|土家|哈尼|哈萨克|傣族|黎族"
    r"|傈僳|佤族|畲族|拉祜|水族|东乡|纳西|景颇|柯尔克孜|土族|达斡尔|仫佬|羌族|布朗|撒拉|毛南|仡佬|锡伯"
    r"|塔吉克|怒族|鄂温克|裕固|独龙|鄂伦春|保安|各族).*$"
)
KINDS = ("自治州", "自治县", "自治旗", "地区", "林区", "市", "县", "区", "盟")


def dropped(name: str) -> str:
    """恩施 for 恩施土家族苗族自治州; a banner stays as it is."""
    if name.endswith(("自治州", "自治县", "自治旗")):
        name = PEOPLE.sub("", name)
    for kind in KINDS:
        if name.endswith(kind) and len(name) - len(kind) > 1:
            return name.removesuffix(kind)
    return name


def truncated(name: str) -> str:
    """Without its last character."""
    return name[:-1] if len(name) > 2 else name


def short_names(seed: int, number: int = 300) -> dict[str, list[Case]]:
    """Both sets, `number` counties each."""
    known = gazetteer()
    dice = random.Random(f"short {seed}")
    away = ("71", "81", "82", "350527")
    counties = sorted(
        c for c in known.names if len(c) == 6 and known.parent(c)[2:] and not c.startswith(away)
    )
    sets = {}
    for title, cut in (("dropped", dropped), ("truncated", truncated)):
        cases = []
        for code in dice.sample(counties, number):
            text = cut(known.names[known.parent(code)]) + cut(known.names[code])
            cases.append(Case(text, (code,), 1, title))
        sets[f"short, {title}"] = cases
    return sets
