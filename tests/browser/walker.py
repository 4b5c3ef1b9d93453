"""Somebody at a browser: goes to pages, fills in forms and presses buttons as a person does."""

import io
from typing import Any
from urllib.parse import urlsplit

from flask_babel import force_locale, gettext, ngettext
from PIL import Image
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

from tests.servers import Server, visitor_cookie


def a_photo(name: str = "IMG_0012.jpg") -> dict[str, Any]:
    """A picture as a phone takes it, to be chosen in a file field."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#7a5").save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Walker:
    """One person's page; what the browser complains of is kept in `complaints`."""

    def __init__(
        self, page: Page, server: Server, person: Any = None, *, script: bool = True, language: str = "zh"
    ) -> None:
        self.page, self.server, self.person = page, server, person
        self.script, self.language = script, language
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", self._stumble)

    def _hear(self, message: ConsoleMessage) -> None:
        refused = "status of 422" in message.text  # the answer to a form that was filled in wrongly
        if message.type in ("error", "warning") and not refused:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _stumble(self, error: Any) -> None:
        # Chromium shows a page without its transition where it comes too late, and says so.
        if not str(error).startswith("Transition was"):
            self.complaints.append(f"{self.page.url}: {error}")

    def say(self, text: str, **values: Any) -> str:
        """A text of the portal in this person's language."""
        with force_locale(self.language):
            return str(gettext(text, **values))

    def count(self, one: str, many: str, number: int) -> str:
        """The same for a text with a number in it."""
        with force_locale(self.language):
            return str(ngettext(one, many, number))

    @property
    def path(self) -> str:
        """Where this person is."""
        return urlsplit(self.page.url).path

    def visit(self, path: str, **kept: Any) -> None:
        """Type an address; it must be a page. What is `kept` in the browser's cookie for it goes in first."""
        if kept:
            self.page.context.add_cookies([visitor_cookie(self.person, self.server, **kept)])
        answer = self.page.goto(self.server.url + path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def follow(self, text: str, within: str = "main") -> None:
        """Press a link."""
        link = self.page.locator(within).get_by_role("link", name=text).first
        with self.page.expect_navigation():
            self.press(link)

    def form(self, action: str) -> Locator:
        """The form that is sent there, opened where it was folded in."""
        form = self.page.locator(f'form[action="{action}"]').first
        expect(form).to_be_attached()
        self.unfold(form)
        return form

    def unfold(self, form: Locator) -> None:
        """Open what it is folded into, from the outside in."""
        folded = form.locator("xpath=ancestor::details[not(@open)]")
        while folded.count():
            self.press(folded.first.locator("summary").first)

    def press(self, target: Locator) -> None:
        """Press it."""
        target.click()

    def fill(self, action: str, **fields: Any) -> Locator:
        """Fill in a form."""
        form = self.form(action)
        for name, value in fields.items():
            if form.locator(f'[name="{name}"][type=radio]').count():
                form.locator(f'[name="{name}"][value="{value}"]').check()
            elif form.locator(f'select[name="{name}"]').count():
                form.locator(f'[name="{name}"]').select_option(str(value))
            elif form.locator(f'[name="{name}"][type=file]').count():
                form.locator(f'[name="{name}"]').set_input_files(value)
            else:
                form.locator(f'[name="{name}"]').fill(str(value))
        return form

    def send(self, action: str, *, button: str = "button[type=submit]", **fields: Any) -> None:
        """Fill in a form and send it; it must be taken."""
        status = self._send(self.fill(action, **fields), action, button).status
        assert status == (200 if self.script else 303), status

    def refuse(self, action: str, **fields: Any) -> None:
        """Fill in a form wrongly and send it; it must come back."""
        answer = self._send(self.fill(action, **fields), action, "button[type=submit]")
        assert answer.status == 422

    def _send(self, form: Locator, action: str, button: str) -> Response:

        def is_answer(response: Response) -> bool:
            return response.request.method == "POST" and urlsplit(response.url).path == action

        with self.page.expect_response(is_answer) as answer:
            self.press(form.locator(button).first)
        return answer.value

    def sees(self, *texts: str, within: str = "main") -> None:
        """These words stand there, sooner or later."""
        for text in texts:
            expect(self.page.locator(within).get_by_text(text).first).to_be_visible()

    def needs(self, number: int) -> None:
        """The header says that so many things wait for this person."""
        expect(self.page.locator("header .count")).to_have_text(str(number or ""))
