"""Addresses of the look; web.urls includes them."""

from django.urls import path

from bonafix.web.look import views

urlpatterns = [
    path("look/", views.look, name="look"),
    path("offline/", views.offline, name="offline"),
    path("_gallery/", views.gallery, name="gallery"),
    path("_gallery/desk/", views.gallery, {"kind": "desk"}, name="gallery-desk"),
]
