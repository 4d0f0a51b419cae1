"""The ways to detect anomalies: one file each, and one row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cellwright.tasks.detect_by_forecast import ByForecast
from cellwright.tasks.detect_by_next_event import ByNextEvent
from cellwright.tasks.detect_by_reconstruction import ByReconstruction
from cellwright.tasks.detection_method import Method

# the name of a method -> how it is made for a `top_k`, which only some have
METHODS: Mapping[str, Callable[[int | None], Method]] = {
    "forecast": lambda top_k: ByForecast(),
    "reconstruction": lambda top_k: ByReconstruction(),
    "next_event": ByNextEvent,
}
