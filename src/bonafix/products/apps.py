"""Django application of the brands and what is served where."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Brands, goods, faults, prices, sold units, coverage and hotlines."""

    name = "bonafix.products"
    label = "products"
