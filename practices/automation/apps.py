from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "practices.automation"
    label = "automation"
