from django.urls import URLPattern

app_name = "valuechain"
urlpatterns: list[URLPattern] = []
