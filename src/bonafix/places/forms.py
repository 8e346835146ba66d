"""The ways a division's name is shortened: 务川仡佬族苗族自治县 → 务川, 务川县."""

import re

_NATIONS = [
    "汉族", "蒙古族", "回族", "藏族", "维吾尔族", "苗族", "彝族", "壮族", "布依族", "朝鲜族",
    "满族", "侗族", "瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "傣族", "黎族", "傈僳族",
    "佤族", "畲族", "高山族", "拉祜族", "水族", "东乡族", "纳西族", "景颇族", "柯尔克孜族",
    "土族", "达斡尔族", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯族",
    "阿昌族", "普米族", "塔吉克族", "怒族", "乌孜别克族", "俄罗斯族", "鄂温克族", "德昂族",
    "保安族", "裕固族", "京族", "塔塔尔族", "独龙族", "鄂伦春族", "赫哲族", "门巴族", "珞巴族",
    "基诺族", "各族", "瑶族壮族",
]  # fmt: skip
# Without 族 only where names are written so: 博尔塔拉蒙古自治州.
_BARE = ["蒙古", "维吾尔", "哈萨克", "柯尔克孜", "塔吉克", "锡伯", "鄂伦春"]
_NATION = "|".join(sorted(_NATIONS + _BARE, key=len, reverse=True))
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?)(?:{_NATION})*(自治区|自治州|自治县|自治旗)$")
_TOWN = re.compile(rf"^(.{{2,}}?)(?:(?:{_NATION})+|民族)(乡|镇|街道|苏木)$")
_SUFFIX = {
    2: ("特别行政区", "省", "市"),
    4: ("地区", "盟", "市"),
    6: ("新区", "林区", "特区", "县", "市", "区", "旗"),
}
_KIND = {"自治区": "", "自治州": "州", "自治县": "县", "自治旗": "旗"}
# Said for the district right after its city only: 枣庄市中.
MIDDLE = {"市中区": "市中", "城中区": "城中"}
# Parts that are left when a name says only "the middle of the city".
_EMPTY = {"市中", "城中", "城区", "郊区", "矿区", "新城", "开发"}


def shortened(name: str, digits: int) -> tuple[str, str]:
    """The name without its kind, and the short official form; "" where there is none.

    `digits` is the length of the division's code. A part of one character stands for
    nothing: 忠县 is never called 忠.
    """
    if digits == 9:
        return township(name)
    match = _AUTONOMOUS.match(name) if "自治" in name else None
    if match:
        stem, kind = match.group(1), _KIND[match.group(2)]
        stem = stem.removesuffix("族")  # 东乡族自治县 has no other name than its nation's
        return stem, stem + kind if kind else ""
    for suffix in _SUFFIX[digits]:
        stem = name.removesuffix(suffix)
        if stem != name and len(stem) > 1:  # 碑林区 is no forest district called 碑
            return ("", "") if stem in _EMPTY else (stem, "")
    return "", ""


def township(name: str) -> tuple[str, str]:
    """The same for a township; apart because there are 39,000 of them."""
    if "族" in name:
        match = _TOWN.match(name)
        if match:
            return match.group(1), match.group(1) + match.group(2)
    last = name[-1]
    stem = name[:-1] if last in "镇乡" else name[:-3] if last == "所" else name[:-2]
    if len(stem) < 2:
        return "", ""
    # 乌镇镇 is called 乌镇, which sounds official already.
    return stem, stem if stem[-1] in "镇乡" else ""
