"""Create and list, nothing else."""

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.generics import ListCreateAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

from benchmarks.floor.models import Item, Token


class ByToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, Token]:
        token = Token.objects.filter(key=request.headers.get("Authorization", "")).first()
        if token is None:
            raise AuthenticationFailed
        return None, token


class ItemSerializer(serializers.ModelSerializer[Item]):
    class Meta:
        model = Item
        fields = ("id", "title", "description", "queue", "priority", "state", "created_at")


class Uncounted(PageNumberPagination):
    """25 rows without counting the table."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        return list(queryset[:25])

    def get_paginated_response(self, data: Any) -> Any:
        from rest_framework.response import Response  # noqa: PLC0415 -- the one use

        return Response({"results": data})


class Items(ListCreateAPIView[Item]):
    queryset = Item.objects.order_by("-created_at", "-id")
    serializer_class = ItemSerializer
    authentication_classes = (ByToken,)
    pagination_class = Uncounted


urlpatterns = [path("items/", Items.as_view())]
