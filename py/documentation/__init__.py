"""Builds the documentation: the Markdown of ``docs/``, and the reference out of the declarations."""
