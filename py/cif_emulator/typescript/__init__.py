"""TypeScript made from the declarations: what users get, and what the page's own JavaScript is checked by."""

from cif_emulator.typescript.documents import DOCUMENTS, microsoft, xrm

__all__ = ["DOCUMENTS", "microsoft", "xrm"]
