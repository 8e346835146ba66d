"""The public price list of a brand or an outlet. Pure."""

from typing import Final

from bonafix.kit.texts import N_
from bonafix.transfer.rules.kinds import Column, Key, Kind, Row
from bonafix.transfer.rules.readers import code, day, money, words


def _key(row: Row) -> Key:
    return row["owner"], row["code"], str(row["valid_from"] or "")


KIND: Final = Kind(
    name="prices",
    title=N_("Price list"),
    about=N_("The public prices of a brand or an outlet. A new price replaces the old from then."),
    key=_key,
    columns=(
        Column(
            "owner",
            "归属",
            "Owner",
            words(120),
            needed=True,
            hint=N_("Whose list: the brand's name, or code or name of an outlet."),
            example="磐扣",
            also=("品牌或网点", "价目归属", "品牌", "网点", "brand", "outlet", "price owner"),
        ),
        Column(
            "code",
            "项目编号",
            "Item code",
            code(40),
            needed=True,
            hint=N_("Leading zeros stay: format the column as text."),
            example="cylinder",
            also=("编号", "项目代码", "收费代码", "code", "item no"),
        ),
        Column(
            "title",
            "项目名称",
            "Item",
            words(120),
            needed=True,
            example="更换锁芯",
            also=("项目", "名称", "收费项目", "title", "item name"),
        ),
        Column(
            "title_en",
            "英文名称",
            "Item in English",
            words(120),
            example="New cylinder",
            also=("title (english)", "english title"),
        ),
        Column(
            "price",
            "价格",
            "Price (yuan)",
            money,
            needed=True,
            hint=N_("In yuan, like 168.00."),
            example="168.00",
            also=("单价", "金额", "价格元", "收费标准", "price", "amount"),
        ),
        Column(
            "unit",
            "单位",
            "Unit",
            words(20),
            needed=True,
            example="个",
            also=("计价单位",),
        ),
        Column(
            "valid_from",
            "生效日期",
            "Valid from",
            day,
            hint=N_("Empty: from now on. A day in the past is refused."),
            also=("开始日期", "生效时间", "from", "start date"),
        ),
    ),
)
