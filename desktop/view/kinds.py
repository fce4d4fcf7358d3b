"""The Qt types of properties that hold lists and mappings; PySide takes their names, its type stubs only classes."""

from __future__ import annotations

from typing import Any

LIST: Any = "QVariantList"
MAP: Any = "QVariantMap"
TEXTS: Any = "QStringList"
