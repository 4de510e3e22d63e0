from django.apps import AppConfig


class KnobsConfig(AppConfig):
    name = "svs.knobs"
    label = "knobs"
