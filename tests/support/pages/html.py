"""HTML as a strict reader sees it: it parses, ids are unique, references exist, nothing is inline."""

from __future__ import annotations

from collections import Counter
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as SENTENCES

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


def document(answer: str) -> Element:
    """The tree of a whole page or of a part, without namespaces."""
    return html5lib.HTMLParser(namespaceHTMLElements=False).parse(answer)


def inline(attribute: str) -> bool:
    """Whether the content policy blocks an attribute of this name."""
    return attribute == "style" or (attribute.startswith("on") and attribute.isalpha())


def faults(answer: str) -> list[str]:
    """Errors of the strict parser, repeated ids, references to missing ids, and what the content policy blocks."""
    whole = answer.lstrip()[:9].lower() == "<!doctype"
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(answer) if whole else parser.parseFragment(answer)
    lines = answer.splitlines()
    found = [
        f"line {line}: {SENTENCES[code] % values} in {lines[line - 1].strip()[:100] if line <= len(lines) else ''}"
        for (line, _column), code, values in parser.errors
    ]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    found += [
        f"<{element.tag}> has an inline {name}" for element in tree.iter() for name in element.attrib if inline(name)
    ]
    found += [f"id {name!r} stands {count} times" for name, count in ids.items() if count > 1 or not name]
    if whole:
        found += [
            f"<{element.tag} {attribute}={name!r}> leads nowhere"
            for element in tree.iter()
            for attribute in REFERENCES
            for name in (element.get(attribute) or "").split()
            if name not in ids
        ]
    return found
