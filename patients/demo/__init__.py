"""The only place for the demo clinic: the worked cases as patients, seen by invented people.

Loaded through the actions that a clinician's form uses; every case is moved in time so that the
day it was worked out for is the day of loading.
"""

from patients.demo.loading import Demo, SignIn, load

__all__ = ["Demo", "SignIn", "load"]
