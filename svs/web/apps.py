from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "svs.web"
    label = "web"
