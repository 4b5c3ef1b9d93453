"""Somebody who never touches the mouse: Tab leads everywhere, and at each stop one sees where one is."""

from typing import Any

from playwright.sync_api import Locator, Response, expect

from tests.browser.walker import Walker

MOST_STOPS = 400
MOST_PARTS = 8
"""A field for a date and time has so many stops in it, the button of its calendar among them."""
SETTLED = 400
"""Milliseconds after which nothing moves any more."""

WHERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const shown = here.matches("input") && here.labels?.length ? [here, ...here.labels] : [here];
  const ringed = shown.some(one => {
    const {outlineStyle, outlineWidth, outlineColor} = getComputedStyle(one);
    const drawn = outlineStyle !== "none" && !/transparent|, 0\\)$/.test(outlineColor);
    return drawn && parseFloat(outlineWidth) >= 2;
  });
  const seen = shown.some(one => [...one.getClientRects()].some(box => {
    const xs = [box.left + 3, (box.left + box.right) / 2, box.right - 3];
    const ys = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3];
    return xs.some(x => ys.some(y => {
      const top = document.elementFromPoint(x, y);
      return top && (one.contains(top) || top.contains(one) && top.matches("label, button, a, summary"));
    }));
  }));
  const within = here.matches("input[type^=date]") && here === window.lastStop;  // shown by the browser
  window.lastStop = here;
  window.stops ??= new WeakMap();
  if (!window.stops.has(here)) window.stops.set(here, window.stopped = (window.stopped ?? 0) + 1);
  return {number: window.stops.get(here), ringed: ringed || within, seen, html: here.outerHTML.slice(0, 160)};
}"""
"""The stop at which the focus is: its number on this page, whether it has a ring, whether one sees it."""

HAS_FOCUS = "one => one === document.activeElement"


class KeyboardWalker(Walker):
    """Does everything by keys; where Tab does not lead, or focus is not seen, there is an error."""

    def stop(self) -> dict[str, Any] | None:
        """Where the focus is; it must be seen there."""
        where = self.page.evaluate(WHERE)
        if where and not (where["ringed"] and where["seen"]):  # perhaps it still comes into sight
            where = self.page.evaluate(f"new Promise(done => setTimeout(() => done(({WHERE})()), {SETTLED}))")
        if where:
            assert where["ringed"], f"{self.path}: the focus is not seen on {where['html']}"
            assert where["seen"], f"{self.path}: the focus is out of sight on {where['html']}"
        return where

    def reach(self, target: Locator, keys: str = "Tab") -> Locator:
        """Go on with Tab, past the end of the page to its beginning if need be, until the focus is there."""
        expect(target).to_be_attached()
        wraps, stays, before = 0, 0, None
        for _ in range(MOST_STOPS):
            if target.evaluate(HAS_FOCUS):
                self.stop()
                return target
            self.page.keyboard.press(keys)
            where = self.stop()
            wraps += where is None
            stays = stays + 1 if where and where["number"] == before else 0
            assert stays < MOST_PARTS, f"{self.path}: trapped at {where}"
            before = where and where["number"]
            assert wraps < 3, f"{self.path}: Tab does not lead to {target}"
        raise AssertionError(f"{self.path}: Tab does not lead to {target} within {MOST_STOPS} stops")

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press it."""
        self.reach(target)
        self.page.keyboard.press(key)

    def skip(self) -> None:
        """The first stop of every page leads past the header."""
        self.press(self.page.get_by_role("link", name=self.say("Skip to the content")))
        expect(self.page.locator("main")).to_be_focused()

    def visit(self, path: str, **kept: Any) -> None:
        """Type an address, and skip the header."""
        super().visit(path, **kept)
        self.skip()

    def follow(self, text: str, within: str = "main") -> None:
        """Press a link, and skip the header of the page that it leads to."""
        super().follow(text, within)
        self.skip()

    def fill(self, action: str, **fields: Any) -> Locator:
        """Fill in a form."""
        form = self.form(action)
        for name, value in fields.items():
            self._fill(form.locator(f'[name="{name}"]'), str(value))
        return form

    def _fill(self, field: Locator, value: str) -> None:
        kind = field.first.evaluate("one => one.type")
        if kind == "radio":
            self._choose(field, value)
        elif kind.startswith("select"):
            self.reach(field)
            while field.input_value() != value:
                before = field.input_value()
                self.page.keyboard.press("ArrowDown")
                assert field.input_value() != before, f"the arrow keys do not lead to {value}"
        elif kind == "date":
            self.reach(field)
            year, month, day = value.split("-")
            # In the order of the browser's own language, whatever the page's is; a year may have six digits.
            for order in (f"{month}{day}{year}", f"00{year}{month}{day}", f"{day}{month}{year}"):
                self.page.keyboard.type(order)
                if field.input_value() == value:
                    return
                self.reach(field, "Shift+Tab")
            raise AssertionError(f"{value} cannot be typed, there stands {field.input_value()}")
        else:
            self.reach(field)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(value)

    def _choose(self, radios: Locator, value: str) -> None:
        """Tab leads to the group, arrow keys lead within it."""
        wanted = radios.and_(self.page.locator(f'[value="{value}"]'))
        chosen = radios.and_(self.page.locator(":checked"))
        self.reach(chosen if chosen.count() else radios.first)
        self.page.keyboard.press("Space")
        for _ in range(radios.count()):
            if wanted.is_checked():
                self.stop()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{self.path}: the arrow keys do not lead to {value}")

    def _send(self, form: Locator, action: str, button: str) -> Response:
        answer = super()._send(form, action, button)
        if "hx-redirect" not in answer.headers:  # another page begins anew; on this one, nobody gets lost
            answer.finished()
            expect(self.page.locator(":focus"), f"{action}: the focus is lost").to_have_count(1)
        return answer
