"""What is wrong with a page or a fragment: looked over at every answer that the test browser gets."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

HTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
LEFTOVERS = re.compile(r"%\(|\{\{|\{%|<lazy|Undefined|object at 0x")
OURS = {"href", "src", "action", "data-hx-get", "data-hx-post"}
POINTERS = {"for", "aria-describedby", "aria-labelledby", "aria-controls"}
SIGNED = re.compile(r"(?<![\w-])[\w-]{8,}+\.[\w-]{4,}+\.[\w-]{16,}")


@dataclass
class Look:
    """A parsed answer, its elements by kind, and what was found wrong with it."""

    root: Element
    nodes: list[Element]
    parents: dict[Element, Element]
    ids: list[str]
    troubles: list[str]

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements with one of these names."""
        return (node for node in self.nodes if node.tag in {HTML + tag for tag in tags})

    def above(self, node: Element) -> Iterator[Element]:
        """The elements around this one, from the inside out."""
        while (found := self.parents.get(node)) is not None:
            yield found
            node = found

    def blame(self, node: Element, why: str) -> None:
        """Write down what is wrong with an element."""
        shown = " ".join(f'{name}="{value}"' for name, value in list(node.attrib.items())[:4])
        self.troubles.append(f"<{bare(node)} {shown}>: {why}")


Check = Callable[[Look], None]
Leads = Callable[[str, str], bool]


def bare(node: Element) -> str:
    """The element's name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def parse(text: str, *, whole: bool) -> Look:
    """Read a page, or a fragment, as a browser would; its parse errors are the first troubles."""
    parser = HTMLParser()
    if whole:
        root = parser.parse(text)
    else:
        root = Element("fragment")
        root.extend(parser.parse_fragment(text))
    lines = text.splitlines()
    troubles = [
        f"{code} {data} at: {lines[line - 1].strip()[:120]}" for (line, _), code, data in parser.errors
    ]
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    parents = {child: parent for parent in nodes for child in parent}
    return Look(root, nodes, parents, [node.attrib["id"] for node in nodes if "id" in node.attrib], troubles)


def head(look: Look) -> None:
    """A page says its language and its title, and has one first heading."""
    if look.root.attrib.get("lang") not in {"zh-CN", "en"}:
        look.troubles.append("the page does not say its language")
    if not any(words(title).strip(" ·") for title in look.all("title")):
        look.troubles.append("the page has no title")
    if (count := sum(1 for _ in look.all("h1"))) != 1:
        look.troubles.append(f"the page has {count} h1")


def identities(look: Look) -> None:
    """Ids are there once, and what points to one finds it."""
    look.troubles += [f"id {name!r} stands {n} times" for name, n in Counter(look.ids).items() if n > 1]
    there = set(look.ids)
    for node in look.nodes:
        for pointer in POINTERS & set(node.attrib):
            for name in node.attrib[pointer].split():
                if name not in there:
                    look.blame(node, f"{pointer} points to nothing: {name}")
        if (
            bare(node) == "a"
            and (href := node.attrib.get("href", "")).startswith("#")
            and href[1:] not in there
        ):
            look.blame(node, "leads nowhere")


def fields(look: Look) -> None:
    """Every field says what it wants."""
    labelled = {
        label.attrib["for"] for label in look.all("label") if "for" in label.attrib and words(label).strip()
    }
    for field in look.all("input", "select", "textarea"):
        if field.attrib.get("type") in UNLABELLED:
            continue
        wrapped = any(bare(outer) == "label" and words(outer).strip() for outer in look.above(field))
        if not (wrapped or field.attrib.get("id") in labelled or named(field)):
            look.blame(field, "has no label")


def forms(look: Look) -> None:
    """A form says where it goes, can be sent without JavaScript, and proves that it is ours."""
    for form in look.all("form"):
        inside = list(form.iter())
        if not form.attrib.get("action", "").startswith("/"):
            look.blame(form, "has no action of ours")
        if not any(bare(node) == "button" and node.attrib.get("type") == "submit" for node in inside):
            look.blame(form, "has no button that sends it")
        tokens = [
            node for node in inside if node.attrib.get("name") == "csrf_token" and node.attrib.get("value")
        ]
        if form.attrib.get("method", "get") == "post" and len(tokens) != 1:
            look.blame(form, f"has {len(tokens)} tokens")
        if form.attrib.get("method", "get") == "get" and tokens:
            look.blame(form, "would put its token into the address")
        if form.attrib.get("data-hx-post", form.attrib.get("action")) != form.attrib.get("action"):
            look.blame(form, "goes elsewhere with htmx than without")


def targets(look: Look) -> None:
    """What htmx is told to swap stands on the page."""
    there = set(look.ids)
    for node in look.nodes:
        target = node.attrib.get("data-hx-target", "")
        if target.startswith("#") and target[1:] not in there:
            look.blame(node, f"its target is not on the page: {target}")


def inline(look: Look) -> None:
    """Nothing that the content policy would block."""
    for node in look.nodes:
        if bare(node) == "style" or (bare(node) == "script" and "src" not in node.attrib):
            look.blame(node, "stands inline")
        for name, value in node.attrib.items():
            if name == "style" or name.startswith(("on", "data-hx-on")):
                look.blame(node, f"has {name} inline")
            if name.startswith("hx-") and bare(node) != "hx-partial":
                look.blame(node, f"{name} is no attribute of HTML; data-{name} is")
            if name in OURS and value.strip().lower().startswith(("javascript:", "data:")):
                look.blame(node, f"has a script in {name}")


def names(look: Look) -> None:
    """Pictures, links and buttons say what they are to somebody who does not see them."""
    for picture in look.all("img"):
        if "alt" not in picture.attrib:
            look.blame(picture, "has no alt")
    for node in look.all("a", "button", "summary"):
        if not (words(node).strip() or named(node)):
            look.blame(node, "has no words")
        if bare(node) == "a" and not node.attrib.get("href"):
            look.blame(node, "leads nowhere")
        if bare(node) == "button" and "type" not in node.attrib:
            look.blame(node, "does not say its type")


def nesting(look: Look) -> None:
    """Lists hold items, and nothing that can be pressed stands in something else that can."""
    for rows in look.all("ul", "ol"):
        for row in rows:
            if bare(row) not in {"li", "template", "script"}:
                look.blame(rows, f"holds a {bare(row)} that is no item")
    for node in look.all("a", "button", "input", "select", "textarea", "summary"):
        if node.attrib.get("type") != "hidden" and any(
            bare(outer) in {"a", "button"} for outer in look.above(node)
        ):
            look.blame(node, "stands in a link or a button")


def parts(look: Look) -> None:
    """A part that replaces an element brings one element of the same id."""
    for part in look.all("hx-partial"):
        target, swap = part.attrib.get("hx-target", ""), part.attrib.get("hx-swap")
        if swap == "outerHTML" and [child.attrib.get("id") for child in part] != [target.lstrip("#")]:
            look.blame(part, "does not bring the element that it replaces")


def leftovers(look: Look) -> None:
    """No unfinished translation and no template's own words among what people read."""
    for node in look.nodes:
        for text in (node.text, node.tail, *node.attrib.values()):
            if text and (found := LEFTOVERS.search(text)):
                look.blame(node, f"{found.group()} is left over in {text.strip()[:80]!r}")


EVERYWHERE: tuple[Check, ...] = (inline, names, nesting, fields, forms, parts)
PAGE: tuple[Check, ...] = (head, identities, targets)


def words(node: Element) -> str:
    """What is read of an element: its text and the names of its pictures."""
    said = [
        other.attrib.get("aria-label", "") or other.attrib.get("alt", "")
        for other in node.iter()
        if other is not node
    ]
    return " ".join([*node.itertext(), *said])


def named(node: Element) -> bool:
    """Whether the element has a name of its own."""
    return bool(node.attrib.get("aria-label") or node.attrib.get("aria-labelledby"))


def lost(look: Look, leads: Leads) -> None:
    """Every link, form and htmx request leads to a door of this portal."""
    for node in look.nodes:
        for name in OURS & set(node.attrib):
            posts = name == "data-hx-post" or (name == "action" and node.attrib.get("method") == "post")
            if node.attrib[name].startswith("/") and not leads("POST" if posts else "GET", node.attrib[name]):
                look.blame(node, f"there is no such door: {node.attrib[name]}")


_passed: set[int] = set()


def troubles(text: str, leads: Leads, *, whole: bool, plain: bool = True) -> list[str]:
    """Everything wrong with a page or fragment; `plain=False` where people's own text may be odd."""
    key = hash((SIGNED.sub("", text), whole, plain))
    if key in _passed:
        return []
    look = parse(text, whole=whole)
    for check in (*EVERYWHERE, *(PAGE if whole else ()), *((leftovers,) if plain else ())):
        check(look)
    lost(look, leads)
    if not look.troubles:
        _passed.add(key)
    return look.troubles
