"""Properties are judged by what holds, not by how long a busy machine takes for one example."""

from hypothesis import settings

settings.register_profile("bonafix", deadline=None)
settings.load_profile("bonafix")
