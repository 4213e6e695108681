"""The settings of a user: from files, the environment and options, later ones before earlier.

In this order, each over the one before: ``reportgen.yaml`` of the folder one is in (or above it, up
to the repository's root), the user's own config file, ``REPORTGEN_*`` of the environment, the file
of ``-c``, and options. What runs code counts only from the user's own file and from ``-c``.
"""

from __future__ import annotations

from reportgen.config.departures import Departure, departures
from reportgen.config.find import ENVIRONMENT, FILE_NAME, found_file, user_file
from reportgen.config.model import Config, Layer, Value
from reportgen.config.nearest import nearest
from reportgen.config.resolve import effective_config

__all__ = [
    "ENVIRONMENT",
    "FILE_NAME",
    "Config",
    "Departure",
    "Layer",
    "Value",
    "departures",
    "effective_config",
    "found_file",
    "nearest",
    "user_file",
]
