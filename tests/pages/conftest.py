"""The only place for what the tests of the pages share: the world, and a browser of one clinician."""

import pytest
from django.test import Client

from patients.models import Patient
from tests.pages.recording import patient_on_sertraline
from tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def clinician(world: World, client: Client) -> Client:
    client.force_login(world["blue"], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def patient(world: World) -> Patient:
    return patient_on_sertraline(world)
