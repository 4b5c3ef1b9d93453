"""The house rules that no tool checks: read off the source, so that they hold next year too."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.features import FEATURES, OF_DEVELOPMENT, blueprints
from portal.journal import Verb

ROOT = Path(__file__).parent.parent
PORTAL, TEMPLATES, TESTS = ROOT / "portal", ROOT / "templates", ROOT / "tests"

LONGEST_FILE = 250
LONGEST_VIEW = 25
RETURNS = re.compile(r"^(Event|Event \| None|list\[Event\]|tuple\[[\w\[\], ]+, Event\])$")


def tree(path: Path) -> ast.Module:
    """The parsed source."""
    return ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """The calls within, by the last part of the name."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
            yield (call.func.id if isinstance(call.func, ast.Name) else call.func.attr), call


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a module."""
    return (node for node in tree(path).body if isinstance(node, ast.FunctionDef))


def recorded(node: ast.AST) -> set[Verb]:
    """The words of the journal that a function writes."""
    return {
        Verb[call.args[0].attr]
        for name, call in called(node)
        if name in {"record", "_move"}
        and call.args
        and isinstance(call.args[0], ast.Attribute)
        and ast.unparse(call.args[0].value) == "Verb"
    }


VERB_FILES = sorted(PORTAL.glob("*/verbs.py"))
DOOR_FILES = sorted(
    path
    for path in PORTAL.glob("*/*.py")
    if re.search(r"^@bp\.(get|post)", path.read_text(encoding="utf-8"), re.MULTILINE)
)
ALL_TEMPLATES = sorted(TEMPLATES.rglob("*.html"))


def named(paths: list[Path]) -> pytest.MarkDecorator:
    """One test for each file, called by its path."""
    return pytest.mark.parametrize("path", paths, ids=[str(path.relative_to(ROOT)) for path in paths])


@named(VERB_FILES)
def test_verbs_are_plain_functions_of_who_and_when(path):
    for function in functions(path):
        if function.name.startswith("_") or not recorded(function):
            continue
        asked = {arg.arg for arg in function.args.kwonlyargs}
        positional = [arg.arg for arg in function.args.args]
        himself = function.name in {
            "sign_in",
            "accept_invitation",
            "reset_password",
        }  # nobody acts for another
        assert "now" in asked, f"{function.name} does not ask when"
        assert "by" in asked or himself, f"{function.name} does not ask who"
        assert len(positional) <= 1, f"{function.name} takes more than its thing in front"
        if function.name == "sign_in":  # gives the browser its secret
            continue
        returns = ast.unparse(function.returns) if function.returns else ""
        assert RETURNS.match(returns), f"{function.name} returns {returns}"


@named(VERB_FILES)
def test_verbs_leave_the_transaction_to_the_view(path):
    ends = {name for name, _ in called(tree(path))} & {"commit", "rollback", "begin_write", "writing"}
    assert not ends


@named(VERB_FILES)
def test_verbs_know_nothing_of_the_web_or_the_clock(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
            names = {alias.name for alias in node.names}
            assert not module.startswith(("flask", "werkzeug", "portal.clock", "portal.answers")) or (
                module == "flask_babel" and names <= {"gettext", "ngettext"}
            ), f"{module} in a verb"
        assert not (isinstance(node, ast.Attribute) and node.attr in {"utcnow", "today"}), (
            "a verb asks the clock"
        )


def test_every_word_of_the_journal_is_written_by_one_feature():
    writers = defaultdict(set)
    for path in PORTAL.rglob("*.py"):
        for verb in recorded(tree(path)):
            writers[verb].add(path.parent.name)
    assert {verb: where for verb, where in writers.items() if len(where) > 1} == {}
    assert set(Verb) - set(writers) == set()


@pytest.mark.parametrize("verb", Verb)
def test_every_word_of_the_journal_has_its_test_file(verb):
    assert list(TESTS.glob(f"*/test_{verb}.py"))


@named(DOOR_FILES)
def test_views_are_short_and_leave_queries_to_queries(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= LONGEST_FILE, "split it by sub-noun"
    for function in functions(path):
        first = function.body[0].lineno
        length = (function.end_lineno or first) - first + 1
        assert length <= LONGEST_VIEW, f"{function.name} has {length} lines"
    assert not {name for name, _ in called(ast.parse(source))} & {
        "select",
        "query",
        "execute",
        "scalars",
        "commit",
    }


def test_only_the_answers_know_of_htmx():
    readers = {
        path.name
        for path in PORTAL.rglob("*.py")
        if re.search(r"request\.htmx|htmx_flask import.*\brequest\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"answers.py"}


@named([path for path in ALL_TEMPLATES if path.parent.name != "ui"])
def test_templates_ask_a_state_what_it_means(path):
    text = path.read_text(encoding="utf-8")
    compared = re.findall(r"\bstate\s*(?:[!=]=|(?:not )?in)\s*[\"'(\[].*", text)
    assert not compared, "ask for a meaning instead, such as state.is_open"


@named([path for path in PORTAL.rglob("*.py") if "demo" not in path.parts and "imports" not in path.parts])
def test_code_asks_a_state_what_it_means(path):
    compared = re.findall(r"\bstate (?:[!=]=|(?:not )?in) [\"'].*", path.read_text(encoding="utf-8"))
    assert not compared, "ask for a meaning instead, such as state.is_open"


@named(ALL_TEMPLATES)
def test_templates_say_who_may_see_only_beside_a_guard_and_nothing_unsafe(path):
    text = path.read_text(encoding="utf-8")
    assert "|safe" not in text.replace(" ", "")
    assert "autoescape false" not in text


@named(ALL_TEMPLATES)
def test_templates_filter_no_constant(path):
    """Jinja does that once, when it compiles, and then in the first reader's language for everybody."""
    found = re.findall(r"\{\{ ?[\"'][^\"']*[\"'] ?\|(?!format\().*", path.read_text(encoding="utf-8"))
    assert not found


def test_a_feature_has_one_name_everywhere():
    for name, blueprint in zip(FEATURES | OF_DEVELOPMENT, blueprints(development=True), strict=True):
        assert blueprint.name == name
        assert (PORTAL / name / "__init__.py").is_file()
        assert (TEMPLATES / name).is_dir()
        assert list((TESTS / name).glob("test_*.py")), f"{name} has no tests"


def test_template_folders_are_features():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders <= {*FEATURES, *OF_DEVELOPMENT, "ui", "errors", "mail"}


def test_endpoints_of_a_feature_stand_in_their_own_folder():
    for path in DOOR_FILES:
        used = set(re.findall(r"\"([a-z_]+/[a-z_]+\.html)\"", path.read_text(encoding="utf-8")))
        assert all(name.split("/")[0] == path.parent.name for name in used), path


@named([path for path in PORTAL.rglob("*.py") if path.name != "__init__.py"])
def test_what_is_public_says_in_a_sentence_what_it_is(path):
    source = tree(path)
    assert ast.get_docstring(source), "the file does not say what it is"
    for node in ast.walk(source):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            inner = any(
                node in ast.walk(outer)
                for outer in ast.walk(source)
                if isinstance(outer, ast.FunctionDef) and outer is not node
            )
            stub = isinstance(node, ast.FunctionDef) and ast.unparse(node.body[-1]) == "..."
            assert inner or stub or ast.get_docstring(node), f"{node.name} does not say what it does"


def test_nothing_of_this_machine_is_in_the_tree():
    for path in [
        *PORTAL.rglob("*.py"),
        *TEMPLATES.rglob("*.html"),
        *TESTS.rglob("*.py"),
        *(ROOT / "docs").rglob("*.md"),
    ]:
        assert "/" + "work/" not in path.read_text(encoding="utf-8"), path
