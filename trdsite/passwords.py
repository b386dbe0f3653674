"""The only place for how passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """OWASP's 19 MiB profile: Django's default lets six sign-ins a second occupy a two-core machine."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
