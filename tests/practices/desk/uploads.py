"""Uploads, as a page and a program send them."""

from django.core.files.uploadedfile import SimpleUploadedFile


def upload(name="a.png", content=b"bytes", media_type="image/png"):
    return SimpleUploadedFile(name, content, media_type)


def url(ticket, key=""):
    return f"/api/v1/tickets/{ticket.ref}/attachments/{f'{key}/' if key else ''}"


def put(api, ticket, **said):
    return api.post(url(ticket), {"file": upload(**said)}, format="multipart")
