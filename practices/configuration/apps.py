from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    name = "practices.configuration"
    label = "configuration"
