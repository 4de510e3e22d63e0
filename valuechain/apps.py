from django.apps import AppConfig


class ValueChainConfig(AppConfig):
    name = "valuechain"
