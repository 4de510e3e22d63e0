"""Settings of the floor: only what a bare API needs."""

import os

import environ

SECRET_KEY = "only-for-measuring"  # noqa: S105 -- no secret here
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "benchmarks.floor.urls"
WSGI_APPLICATION = "benchmarks.floor.wsgi.application"
INSTALLED_APPS = ["django.contrib.postgres", "rest_framework", "benchmarks.floor"]
MIDDLEWARE: list[str] = []
DATABASES = {"default": {**environ.Env.db_url_config(os.environ["FLOOR_URL"]), "CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
