"""Addresses of this room."""

from django.urls import path

from . import api
from .views import clients, extracts, mapping, unsettled, upload

urlpatterns = [
    path("extracts/", extracts.ExtractList.as_view(), name="extracts"),
    path("extracts/upload", upload.Upload.as_view(), name="upload"),
    path("extracts/<int:extract_id>/", extracts.ExtractPage.as_view(), name="extract"),
    path("extracts/<int:extract_id>/confirm", extracts.Confirm.as_view(), name="confirm_extract"),
    path("extracts/<int:extract_id>/discard", extracts.Discard.as_view(), name="discard_extract"),
    path("extracts/<int:extract_id>/columns", mapping.MapColumns.as_view(), name="map_columns"),
    path("clients/", clients.Caseload.as_view(), name="clients"),
    path("clients/to-settle", unsettled.ToSettle.as_view(), name="clients_to_settle"),
    path("clients/<str:reference>/identity", clients.WhoItIs.as_view(), name="client_identity"),
    path("api/v1/extracts/", api.Extracts.as_view(), name="api_extracts"),
    path("api/v1/extracts/<int:extract_id>/", api.OneExtract.as_view(), name="api_extract"),
    path("api/v1/extracts/<int:extract_id>/confirm/", api.ConfirmExtract.as_view(), name="api_confirm_extract"),
]
