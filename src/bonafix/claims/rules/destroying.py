"""When a merchant may ask that goods are made useless, instead of sent back. Pure.

The words are a list, so they miss things: the buyer is asked first, sees what is never to be
destroyed, and a no needs no reason.
"""

import re
from collections.abc import Mapping
from typing import Final

from bonafix.claims.rules.policies import Policy
from bonafix.claims.rules.remedies import REMEDIES
from bonafix.kit.errors import Refused

# What may hurt whoever breaks it, by the words that titles use for it. Nothing of these is ever
# asked for: it goes back, or stays.
UNSAFE: Final[Mapping[str, str]] = {
    "battery": r"电池|蓄电|充电|电瓶|锂|移动电源|电子烟|平衡车|无人机|智能锁|手机|平板|耳机|手表"
    r"|batter|lithium|power ?bank|e-?bike|vape|drone|phone|laptop|tablet|earbud|headset|watch",
    "pressure": r"喷雾|气雾|压力|高压|气罐|液化气|打火机|灭火|气弹|苏打水机|气球机|煤气|氧气"
    r"|aerosol|spray|pressure|gas\b|lighter|cylinder|canister|extinguisher",
    "glass": r"玻璃|陶|瓷|镜|水晶|灯管|灯泡|琉璃|釉|搪瓷|屏|碗|杯|盘|碟|盏"
    r"|glass|ceramic|porcelain|pottery|mirror|crystal|lamp|bulb|screen|mug|bowl|cup\b|plate",
    "chemicals": r"酒精|油漆|胶水|清洁剂|洗涤|消毒|农药|杀虫|漂白|溶剂|香水|指甲油|染发|化学|酸|碱"
    r"|汽油|煤油|机油|鞭炮|烟花|火药|水银|温度计"
    r"|chemical|alcohol|paint|glue|bleach|solvent|cleaner|detergent|pesticide|perfume|acid"
    r"|firework",
    "blades": r"刀|剪|锯|针|斧|锥|刃|钻头|注射"
    r"|knife|knives|blade|scissor|\bsaw\b|needle|\baxe\b|syringe",
    "medicine": r"药|疫苗|医疗|器械|隐形眼镜|medicine|drug|pill|vaccine|medical|insulin",
    "electric": r"电器|电源|插座|充电器|变压|电热|微波|电视|显示器|电磁|发动机|电机|微波炉"
    r"|electric|appliance|charger|transformer|television|monitor|microwave|motor|engine",
    "tension": r"弹簧|弹弓|弓弩|轮胎|安全带|安全气囊|spring|tyre|tire\b|airbag|crossbow",
}
_UNSAFE: Final = {word: re.compile(pattern, re.IGNORECASE) for word, pattern in UNSAFE.items()}


class NotToBeDestroyed(Refused):
    """Not by the rules of this purchase, or not safely."""

    code = "not_to_be_destroyed"
    text = (
        "For these goods nobody is asked to destroy them. You can ask for them back, or let them"
        " stay."
    )


def danger_of(title: str) -> str | None:
    """The word of `UNSAFE` that the title of the goods speaks of; None where it names none."""
    return next((word for word, pattern in _UNSAFE.items() if pattern.search(title)), None)


def may_ask(policy: Policy, wish: str, reason: str, category: str, title: str) -> bool:
    """True when the policy asks for it, money is wished for, and the title names no danger.

    Whoever gets other goods, or the same ones mended, is never asked.
    """
    asked = category in policy.destroys_for(reason)
    return asked and wish not in REMEDIES and danger_of(title) is None


def check_destroy(policy: Policy, wish: str, reason: str, category: str, title: str) -> None:
    """`NotToBeDestroyed` unless `may_ask`."""
    if not may_ask(policy, wish, reason, category, title):
        raise NotToBeDestroyed
