from django.urls import URLPattern

app_name = "change"
urlpatterns: list[URLPattern] = []
