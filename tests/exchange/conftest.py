"""The only place for what the tests of tables share: the world, and a short way through the steps."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.pages.recording import fields_of
from tests.world import World, build

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(db: None) -> World:
    return build()


@dataclass
class Importer:
    """One person's way through the steps, as a browser without scripts goes it."""

    client: Client

    def bring(self, content: str | bytes, kind: str = "scores") -> Any:
        data = content.encode() if isinstance(content, str) else content
        file = SimpleUploadedFile("table.csv", data, content_type="text/csv")
        return self.client.post(reverse("csv_import"), {"kind": kind, "file": file})

    def get(self, step: str) -> Any:
        return self.client.get(reverse(f"csv_import_{step}"))

    def columns(self, **changes: str) -> Any:
        """The columns as they are suggested, with these changes."""
        sent = {name: values[-1] for name, values in fields_of(self.get("columns")).items()}
        return self.client.post(reverse("csv_import_columns"), sent | changes)

    def text(self, step: str) -> str:
        return self.plain(self.get(step))

    def plain(self, answer: HttpResponse) -> str:
        """What it says, without what is new in every answer."""
        text = re.sub(r"[A-Za-z0-9]{64}", "csrf", answer.content.decode())
        return " ".join(text.replace("&#x27;", "'").split())

    def token(self) -> str:
        return fields_of(self.get("columns"))["token"][-1]

    def answer(self, **answers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in answers.items()}
        return self.client.post(reverse("csv_import_preview"), named | {"token": self.token()})

    def store(self, **given: str) -> str:
        """What the report says."""
        self.client.post(reverse("csv_import_store"), {"token": self.token()} | given)
        return self.text("report")


@pytest.fixture
def importer_of(world: World) -> Callable[[str], Importer]:
    def made(person: str) -> Importer:
        client = Client()
        client.force_login(world[person], backend=BACKEND)
        return Importer(client)

    return made


@pytest.fixture
def importer(importer_of: Callable[[str], Importer]) -> Importer:
    return importer_of("blue")
