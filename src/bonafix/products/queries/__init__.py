"""Reading the catalogue, coverage, prices and hotlines of the operator one acts as."""

from bonafix.products.queries.catalogue import (
    brands,
    fault_named,
    faults_of,
    prices_for,
    product_named,
    products,
    unit_with,
)
from bonafix.products.queries.coverage import (
    coverage_for,
    declared,
    extent_at,
    operates_independently,
    some_serve_independently,
    standing,
)
from bonafix.products.queries.hotlines import HotlineState, check_claims, hotlines, official_phone
from bonafix.products.queries.service_page import (
    Area,
    BrandService,
    City,
    PriceList,
    Province,
    ServicePage,
    service_page,
)

__all__ = [
    "Area",
    "BrandService",
    "City",
    "HotlineState",
    "PriceList",
    "Province",
    "ServicePage",
    "brands",
    "check_claims",
    "coverage_for",
    "declared",
    "extent_at",
    "fault_named",
    "faults_of",
    "hotlines",
    "official_phone",
    "operates_independently",
    "prices_for",
    "product_named",
    "products",
    "service_page",
    "some_serve_independently",
    "standing",
    "unit_with",
]
