from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "svs.services"
    label = "services"
