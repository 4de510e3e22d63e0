from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "svs.demo"
    label = "demo"
