"""The clinician's pages, served to browsers on this machine."""

from app.console.server import Console

__all__ = ["Console"]
