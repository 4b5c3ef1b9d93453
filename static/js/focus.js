// Focus: after a swap it goes to what was asked for with data-focus, and after a refusal to the first wrong field.
(() => {
  "use strict";
  const FIELD = "input:not([type=hidden]), select, textarea";
  const swaps = new WeakMap();

  document.addEventListener("htmx:before:swap", (event) => swaps.set(event.detail.ctx, event.detail.tasks));

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const refused = ctx.response?.status === 422;
    const wanted = refused ? '[aria-invalid="true"], .errors' : "[data-focus]";
    const places = (swaps.get(ctx) ?? []).map((task) => task.target).filter((place) => place?.isConnected);
    const found = places.flatMap((place) => [place, ...place.querySelectorAll(wanted)]).find((one) => one.matches?.(wanted));
    if (!found) return;
    const wrong = refused ? found.closest("form")?.querySelector('[aria-invalid="true"]') ?? found : found;
    (wrong.matches("fieldset") ? wrong.querySelector(FIELD) : wrong).focus();
  });
})();
