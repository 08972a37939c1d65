"""Ideaboard: an internal employee idea network with one guarded door to the outside."""

__version__ = "0.1.0"
