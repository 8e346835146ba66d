"""Changing the catalogue, coverage and hotlines. Each verb needs a running action."""

from bonafix.products.actions.authorisations import authorise_outlet, revoke_outlet
from bonafix.products.actions.catalogue import add_brand, add_fault, add_product
from bonafix.products.actions.coverage import add_coverage, cover_areas, end_coverage
from bonafix.products.actions.hotlines import authorise_hotline, claim_hotline, withdraw_hotline
from bonafix.products.actions.orders import Bought, register_order
from bonafix.products.actions.prices import set_price
from bonafix.products.actions.units import register_sold_unit

__all__ = [
    "Bought",
    "add_brand",
    "add_coverage",
    "add_fault",
    "add_product",
    "authorise_hotline",
    "authorise_outlet",
    "claim_hotline",
    "cover_areas",
    "end_coverage",
    "register_order",
    "register_sold_unit",
    "revoke_outlet",
    "set_price",
    "withdraw_hotline",
]
