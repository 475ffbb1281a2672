"""The contracts: ``Microsoft.Apm`` and ``Microsoft.CIFramework``, one function per method.

Values in this room are plain Python with JavaScript's names and shapes; nothing here knows JavaScript itself
or the page. A method is declared once (``contract``); checking, error texts, the functions that callers get
and their types all come from that declaration.
"""
