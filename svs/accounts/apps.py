from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "svs.accounts"
    label = "accounts"
