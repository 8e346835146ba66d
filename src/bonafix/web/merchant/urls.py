"""Addresses of the merchant's pages."""

from django.urls import path

from bonafix.web.merchant import packings, references

urlpatterns = [
    path("packings/", packings.packings, name="staff-packings"),
    path("packings/<uuid:pk>/settle/", packings.settle_it, name="staff-packing-settle"),
    path("packings/<uuid:pk>/file/", packings.file, name="staff-packing-file"),
    path("references/", references.references, name="staff-references"),
    path("references/<uuid:pk>/end/", references.end, name="staff-reference-end"),
    path("references/<uuid:pk>/file/", references.file, name="staff-reference-file"),
]
