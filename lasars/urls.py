"""Addresses of this room."""

from django.urls import path

from .views import assessments

urlpatterns = [path("assessments/", assessments.Assessments.as_view(), name="assessments")]
