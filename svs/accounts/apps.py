from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "svs.accounts"
    label = "accounts"

    def ready(self) -> None:
        from svs.accounts import operations  # noqa: F401, PLC0415 -- declares its events
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        register(
            NavItem("Administer", "Tokens", "key", "tokens", frozenset({"administrator"}), 202)
        )
