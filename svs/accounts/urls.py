from django.urls import path

from svs.accounts import views

urlpatterns = [
    path("admin/tokens/", views.tokens, name="tokens"),
    path("admin/tokens/<int:number>/revoke/", views.revoke, name="revoke_token"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
]
