from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "practices.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        from practices.knowledge import access, events, notices, queries  # noqa: F401, PLC0415 -- they register themselves
        from svs import extensions  # noqa: PLC0415
        from svs.web.navigation import NavItem, register  # noqa: PLC0415 -- needs the models

        extensions.search_sources.register(queries.find)
        extensions.subjects["article"] = queries.subject_articles
        register(
            NavItem("Look into", "Knowledge", "book-2", "knowledge:articles", frozenset(access.READERS), 84)
        )  # fmt: skip
