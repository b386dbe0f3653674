"""What the web server calls; every worker imports this once."""

import os

from django.core.wsgi import get_wsgi_application

from assessment.rules.cycles import look_seldom_for_cycles
from trdsite.database import POOL
from trdsite.server import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trdsite.settings")
os.environ.setdefault(POOL, "on")
die_with_parent()  # a worker whose server was killed would keep the port

application = get_wsgi_application()
look_seldom_for_cycles()
