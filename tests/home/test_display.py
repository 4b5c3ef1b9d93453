"""Large text, light or dark: chosen once, there from the next page on, with or without an account."""

import pytest


def test_a_neighbour_chooses_large_text(browse):
    neighbour = browse()
    assert 'data-text="normal"' in neighbour.get("/").text
    answer = neighbour.post("/display", {"text": "large"}, headers={"Referer": "http://localhost/issues"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/issues")
    for path in ("/", "/issues", "/report"):
        assert 'data-text="large"' in neighbour.get(path).text


def test_the_dark_stays_dark_whatever_the_device_says(browse):
    reader = browse()
    reader.post("/display", {"theme": "dark"})
    page = reader.get("/").text
    assert 'data-theme="dark"' in page
    assert '<meta name="color-scheme" content="dark">' in page


@pytest.mark.parametrize("wish", ["", "huge", '"><script>'])
def test_what_is_no_choice_changes_nothing(browse, wish):
    reader = browse()
    answer = reader.post("/display", {"text": wish, "theme": wish})
    assert answer.status_code == 303
    assert 'data-text="normal" data-theme="system"' in reader.get("/").text


def test_a_choice_is_no_secret_and_lasts(browse):
    answer = browse().post("/display", {"text": "large"})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("text="))
    assert "HttpOnly" in cookie
    assert "Max-Age=31536000" in cookie
