"""What all events share: frozen, strict, versioned, and open to fields added later."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

Lane = Literal["live", "backfill"]
"""Live news, or old material that may neither delay live news nor raise alerts."""


class Part(BaseModel):
    """A value inside an event."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Event(Part):
    """A noun of the flow. `schema_name` travels in the message header `schema`."""

    schema_name: ClassVar[str]
