"""Plain text out of other people's HTML: paragraphs and list items stay, everything else goes."""

import re
from html.parser import HTMLParser

PARTS = frozenset({"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table"})
LINES = frozenset({"br", "tr", "li"})
UNREAD = frozenset({"script", "style", "template", "noscript", "title"})
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&(?:[a-zA-Z]{2,8}|#\d+|#x[0-9a-fA-F]+);")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.unread = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A part begins on a new line, a list item with a dot."""
        self.unread += tag in UNREAD
        self._part(tag)
        if tag == "li":
            self.said.append("· ")

    def handle_endtag(self, tag: str) -> None:
        """A part ends; what comes after it stands below."""
        self.unread -= tag in UNREAD and self.unread > 0
        if tag in PARTS:
            self._part(tag)

    def handle_data(self, data: str) -> None:
        """What people read."""
        if not self.unread:
            self.said.append(re.sub(r"\s+", " ", data))

    def _part(self, tag: str) -> None:
        self.said.append("\n\n" if tag in PARTS else "\n" if tag in LINES else "")


def plain(text: str) -> str:
    """What a browser would show of the text, without any markup; text that has none stays as it is."""
    if not MARKUP.search(text):
        return text.strip()
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = [line.strip() for line in "".join(reader.said).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
