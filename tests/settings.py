"""The only place for how the settings differ under test: a throw-away cluster and a quick hasher."""

import os

from trdsite import environment

os.environ["TRD_ENV"] = "development"
os.environ["DEBUG"] = "false"
os.environ["TRD_TEST_CLUSTER"] = "on"
os.environ["TRD_DATABASE_ROLE"] = "owner"
os.environ["DATABASE_URL"] = environment.text("TEST_DATABASE_URL")
os.environ["DATABASE_OWNER_URL"] = ""

from trdsite.settings import *  # noqa: F403
from trdsite.settings import DATABASES

# Named by process, so that two runs side by side never meet; xdist adds its own ending.
DATABASES["default"]["TEST"] = {"NAME": f"test_{os.getpid()}"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
