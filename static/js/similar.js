// Similar: what appears while somebody writes leaves the page where it stands, and one press in it sends nothing of the
// form around it.
(() => {
  "use strict";
  const marks = new WeakMap();
  const box = () => document.getElementById("similar");

  // The part brought a ticket of its own, for what it shows came after the page.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement?.matches?.("[data-alone]")) return;
    ctx.request.body = new FormData();
    const page = box()?.querySelector("[data-page]");
    if (page) ctx.request.headers["X-Live"] = page.dataset.page;
  });

  const top = (field) => field.getBoundingClientRect().top;

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const field = document.activeElement;
    if (ctx.sourceElement?.matches?.("[data-alone]")) marks.set(ctx, { pressed: ctx.sourceElement.closest("[id]").id });
    else if (ctx.target === box()) marks.set(ctx, { field, before: top(field), empty: !box().children.length });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const mark = marks.get(ctx);
    if (mark?.pressed) document.getElementById(mark.pressed)?.closest("li")?.querySelector("a").focus();
    if (!mark?.field) return;
    scrollBy({ top: top(mark.field) - mark.before, behavior: "instant" });
    const some = box().children.length > 0;
    const said = document.querySelector("[data-similar-said]");
    if (said && some === mark.empty) said.textContent = some ? said.dataset.some : "";
  });
})();
