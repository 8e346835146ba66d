"""The merchant's records of an order: `{% load merchant %}{% order_goods claim.order %}`."""

from typing import Any

from django import template

from bonafix.evidence.goods import goods_evidence
from bonafix.products.models import Order
from bonafix.web.merchant import texts

register = template.Library()


@register.inclusion_tag("bonafix/merchant/part_goods.html")
def order_goods(order: Order) -> dict[str, Any]:
    """Records bound to the order and pictures of its goods; nothing when there are none."""
    held = goods_evidence(order)
    return {
        "order": order,
        "packings": [texts.shown(one) for one in held.packings],
        "references": held.references,
    }
