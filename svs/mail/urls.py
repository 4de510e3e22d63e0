from django.urls import path

from svs.mail import views

app_name = "mail"
urlpatterns = [
    path("admin/mailboxes/", views.mailbox_list, name="mailboxes"),
    path("admin/mailboxes/new/", views.new_mailbox, name="new_mailbox"),
    path("admin/mailboxes/<int:number>/", views.edit_mailbox, name="edit_mailbox"),
    path("admin/mailboxes/<int:number>/check/", views.check_mailbox, name="check_mailbox"),
    path("admin/mailboxes/<int:number>/resume/", views.resume_mailbox, name="resume_mailbox"),
    path("quarantine/", views.quarantine, name="quarantine"),
    path("quarantine/bulk/", views.bulk, name="bulk"),
    path("quarantine/<int:number>/", views.mail, name="mail"),
    path("quarantine/<int:number>/raw/", views.raw, name="raw"),
    path("quarantine/<int:number>/take/", views.take, name="take"),
    path("quarantine/<int:number>/add/", views.add, name="add"),
    path("quarantine/<int:number>/delete/", views.delete, name="delete"),
]
