"""A local stand-in for the Dynamics 365 agent workspace."""

__version__ = "0.1.0"
