// Notices: shows the ready-made ones of the layout in #notices, and lets any of them be closed.
(() => {
  "use strict";

  const show = (name) => {
    const ready = document.getElementById(`notice-${name}`);
    document.getElementById("notices")?.replaceChildren(ready.content.cloneNode(true));
  };

  document.addEventListener("portal:notice", (event) => show(event.detail));

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close], [data-reload]");
    if (button?.matches("[data-reload]")) location.reload();
    else button?.closest(".notice").remove();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.getElementById("notices")?.replaceChildren();
  });

  // A request that a person made and that got no answer at all. What they wrote is still in the form.
  document.addEventListener("htmx:error", (event) => {
    const source = event.detail.ctx?.sourceElement;
    if (source && source.id !== "live") show("offline");
  });
})();
