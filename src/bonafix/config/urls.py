"""Which address belongs to which face."""

from django.urls import include, path

from bonafix.api.root import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("bonafix.web.urls")),
]

handler400 = "bonafix.web.errors.bad_request"
handler403 = "bonafix.web.errors.forbidden"
handler404 = "bonafix.web.errors.not_found"
handler500 = "bonafix.web.errors.server_error"
