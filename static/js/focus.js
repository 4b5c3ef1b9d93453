// Focus: after a swap that a person asked for it goes to what data-focus names, after a refusal to the first wrong
// field; and where what had it is gone, to the nearest part of the page around it that is still there.
(() => {
  "use strict";
  const FIELD = "input:not([type=hidden]), select, textarea";
  const asked = new WeakMap();
  const held = new WeakMap();

  const isAsked = (ctx) => Boolean(ctx?.sourceElement?.matches?.("form, a, button")) && ctx.sourceEvent?.type !== "follow";

  const around = (element) => {
    const ids = [];
    for (let one = element; one; one = one.parentElement) if (one.id) ids.push(one.id);
    return ids;
  };

  const isNowhere = () => !document.activeElement || document.activeElement === document.body;

  const stand = (ids) => {
    for (const id of ids) {
      if (!isNowhere()) return;
      const place = document.getElementById(id);
      if (place && !place.hasAttribute("tabindex")) place.tabIndex = -1;
      place?.focus({ preventScroll: true });
    }
  };

  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const swapped = tasks.map(({ target }) => target).filter((target) => target?.querySelectorAll);
    if (swapped.some((target) => target.contains(document.activeElement))) held.set(ctx, around(document.activeElement));
    if (!isAsked(ctx)) return;
    asked.set(ctx, { swapped, around: around(ctx.sourceElement) });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    if (!asked.has(ctx)) return stand(held.get(ctx) ?? []);
    const refused = ctx.response?.status === 422;
    const wanted = refused ? '[aria-invalid="true"], .errors' : "[data-focus]";
    const places = asked.get(ctx).swapped
      .map((target) => (target.isConnected ? target : document.getElementById(target.id)))
      .filter(Boolean);
    const found = places.flatMap((place) => [place, ...place.querySelectorAll(wanted)]).find((one) => one.matches(wanted));
    if (!found) return;
    const wrong = refused ? found.closest("form")?.querySelector('[aria-invalid="true"]') ?? found : found;
    (wrong.matches("fieldset") ? wrong.querySelector(FIELD) : wrong).focus();
  });

  // Later than the swap: a button that was held while its form was being sent takes the focus again.
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => setTimeout(() => {
    if (!asked.has(ctx) || !isNowhere()) return;
    const pressed = ctx.sourceEvent?.submitter;
    if (pressed?.isConnected) pressed.focus({ preventScroll: true });
    stand(asked.get(ctx).around);
  }));
})();
