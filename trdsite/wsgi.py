"""What the web server calls; every worker imports this once."""

import os

from django.core.wsgi import get_wsgi_application

from trdsite.database import POOL

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trdsite.settings")
os.environ.setdefault(POOL, "on")

application = get_wsgi_application()
