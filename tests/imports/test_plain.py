"""Plain text out of HTML."""

import pytest

from portal.imports.plain import plain


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei"),
        ("Eins<br>Zwei<br/>Drei", "Eins\nZwei\nDrei"),
        ("<ul><li>a</li><li>b</li></ul>", "· a\n· b"),
        ("<h2>Title</h2>text", "Title\n\ntext"),
        ("a &amp; b &lt;c&gt;&nbsp;d", "a & b <c> d"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("<p>unclosed <b>and <i>deep", "unclosed and deep"),
        ("</script>stray", "stray"),
        ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
        ("no markup\n\nat all", "no markup\n\nat all"),
        ("<img src=x onerror=alert(1)>text", "text"),
        ("", ""),
    ],
)
def test_what_a_reader_would_see_stays(html, text):
    assert plain(html) == text
