from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "svs.api"
    label = "api"
