"""All addresses: those of the pages that every person sees, then each room's own."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("pbr.web.urls")),
    path("", include("caseloads.urls")),
    path("", include("lasars.urls")),
    path("", include("outcomes.urls")),
    path("", include("payments.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "pbr.web.errors.bad_request"
handler403 = "pbr.web.errors.forbidden"
handler404 = "pbr.web.errors.not_found"
handler500 = "pbr.web.errors.broken"
