"""XML from strangers: no document types, no entities, no bottomless nesting."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cif_emulator.cli.importing.archive import BrokenExportError

# Rows are three levels deep, a data package seven; a large one has some hundred thousand elements.
_DEEPEST = 50
_MOST_ELEMENTS = 2_000_000


def parsed(content: bytes, path: str) -> Element:
    """The root element of an XML file; raises ``BrokenExportError`` naming ``path`` and what is wrong."""
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            depth += 1
            count += 1
            if depth > _DEEPEST:
                raise BrokenExportError(f"{path} in it is nested more than {_DEEPEST} levels deep")
            if count > _MOST_ELEMENTS:
                raise BrokenExportError(f"{path} in it has more than {_MOST_ELEMENTS} elements")
    except ParseError as error:
        raise BrokenExportError(f"{path} in it is not valid XML: {error}") from None
    except DefusedXmlException:
        text = "has a document type declaration, which exports never have and which is not read"
        raise BrokenExportError(f"{path} in it {text}") from None
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        if isinstance(error, BrokenExportError):
            raise
        raise BrokenExportError(f"{path} in it is not valid XML: {error}") from None
    if root is None:
        raise BrokenExportError(f"{path} in it is empty")
    return root
