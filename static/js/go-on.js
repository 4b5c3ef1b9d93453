// Going on: once something in a list is answered and the list is there anew, the focus goes to what comes next in it.
(() => {
  "use strict";
  const region = () => document.querySelector("[data-rows]");
  if (!region()) return;
  const rows = () => [...region().querySelectorAll("[data-row]")];
  const from = (ids, at) => at < 0 ? [] : [...ids.slice(at), ...ids.slice(0, at).reverse()];
  const order = () => rows().map((row) => row.id);

  // The rows that a form is about: the one it stands in, or those that are ticked for it.
  const about = (form) => {
    const own = form.closest("[data-row]");
    return own ? [own] : rows().filter((row) => [...form.elements].some((field) => field.checked && row.contains(field)));
  };

  let plan = null; // the rows to go on with, in the order to try
  let leaving = [];

  const give = (on) => leaving.forEach((row) => row.toggleAttribute("data-leaving", on));

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement?.matches("form[method=post]") || !region()?.contains(ctx.sourceElement)) return;
    leaving = about(ctx.sourceElement);
    plan = from(order(), rows().indexOf(leaving[0]));
    if (!plan.length) plan = null;
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement?.matches?.("form[method=post]") || !leaving.length) return;
    const isTaken = ctx.response?.status < 400;
    give(isTaken);
    if (!isTaken) plan = null;
    leaving = [];
  });

  const before = new WeakMap();

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const active = document.activeElement;
    const inside = region()?.contains(active);
    const fold = active?.matches("summary") && active.closest("details[id]");
    const same = fold ? `#${CSS.escape(fold.id)} > summary` : active?.id ? `#${CSS.escape(active.id)}` : "";
    before.set(ctx, { region: region(), inside, same, near: from(order(), rows().indexOf(active?.closest("[data-row]"))) });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const was = before.get(ctx);
    // What was fetched into a row is open, and is what one goes on with.
    if (ctx.sourceElement?.matches?.("[data-row-fetched]")) {
      const fold = ctx.sourceElement.querySelector("details");
      if (fold) fold.open = true;
      ctx.sourceElement.querySelector("summary, textarea, button")?.focus();
    }
    if (!was || !region() || was.region === region()) return;
    const lost = !document.activeElement || document.activeElement === document.body;
    const go = plan ?? (was.inside && lost ? was.near : null);
    plan = null;
    if (!go) return;
    const kept = go === was.near && was.same && region().querySelector(was.same);
    const row = go.map((id) => document.getElementById(id)).find(Boolean) ?? rows()[0];
    const place = kept || row?.querySelector("[data-row-open]") || region();
    place.focus();
    (row ?? place).scrollIntoView({ block: "nearest" });
  });
})();
