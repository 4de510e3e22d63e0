from django.apps import AppConfig


class ServiceLevelConfig(AppConfig):
    name = "practices.service_level"
    label = "service_level"
