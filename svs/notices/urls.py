from django.urls import path

from svs.notices import views

app_name = "notices"
urlpatterns = [
    path("notices/", views.notice_list, name="list"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/read/", views.read_all, name="read_all"),
    path("notices/<int:number>/open/", views.open_notice, name="open"),
    path("notices/<int:number>/read/", views.read, name="read"),
    path("account/notices/", views.choices, name="choices"),
]
