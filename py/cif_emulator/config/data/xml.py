"""XML from strangers: no document types, no entities, no bottomless nesting; prefixes do not matter."""

from __future__ import annotations

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cif_emulator.config.data.archive import Archive, BrokenExportError

# Rows are three levels deep, a data package seven; a large one has some hundred thousand elements.
_DEEPEST = 50
_MOST_ELEMENTS = 2_000_000
# Characters of a reason: it may hold what stands in the file.
_REASON = 200
# Bytes that the parser is given at once. Older ones begin an attribute again with every piece of it.
_PIECE = 4 * 1024**2


class _Pieces(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(max(size or 0, _PIECE))


def parsed(content: bytes, place: str) -> Element:
    """The root element of an XML file, its elements without namespaces.

    Raises ``BrokenExportError`` that begins with ``place``.
    """
    depth = count = 0
    root: Element | None = None
    try:
        for event, element in iterparse(_Pieces(content), events=("start", "end"), forbid_dtd=True):
            if event == "end":
                depth -= 1
                continue
            root = element if root is None else root
            element.tag = element.tag.rpartition("}")[2]
            depth += 1
            count += 1
            if depth > _DEEPEST:
                raise BrokenExportError(f"{place} is nested more than {_DEEPEST} levels deep")
            if count > _MOST_ELEMENTS:
                raise BrokenExportError(f"{place} has more than {_MOST_ELEMENTS} elements")
    except ParseError as error:
        raise BrokenExportError(f"{place} is not valid XML: {str(error)[:_REASON]}") from None
    except DefusedXmlException:
        text = "has a document type declaration, which exports never have and which is not read"
        raise BrokenExportError(f"{place} {text}") from None
    # An encoding that Python does not know, or (EOFError) that is not among those in the page.
    except (ValueError, LookupError, EOFError) as error:
        if isinstance(error, BrokenExportError):
            raise
        raise BrokenExportError(f"{place} is not valid XML: {str(error)[:_REASON]}") from None
    if root is None:
        raise BrokenExportError(f"{place} is empty")
    return root


def parsed_entry(archive: Archive, path: str) -> Element:
    """As ``parsed``, of a file in an archive."""
    return parsed(archive.read(path), f"{path} in it")
