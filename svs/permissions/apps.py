from django.apps import AppConfig


class PermissionsConfig(AppConfig):
    name = "svs.permissions"
    label = "permissions"
