"""The model of the agent workspace: sessions, tabs, templates, slugs, notifications, panel, providers.

No JavaScript, no clock, no input or output may be known here: the whole room runs under plain CPython.
Calls come in as methods of :class:`~cif_emulator.workspace.workspace.Workspace`; all that the outside must
learn leaves as events (``events``) or as the state that the view draws (``snapshot``).
"""
