from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "pbr.audit"
    label = "audit"
    verbose_name = "Audit trail"
