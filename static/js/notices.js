// Notices: shows the ready-made ones of the layout in #notices, and lets any of them be closed.
(() => {
  "use strict";

  const show = (name, words = "") => {
    const notice = document.getElementById(`notice-${name}`).content.cloneNode(true);
    if (words) notice.querySelector("p").textContent = words;
    document.getElementById("notices")?.replaceChildren(notice);
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

  // A request that a person made and that got no answer, or one that is not ours. What they wrote is still in the form.
  const byPerson = (ctx) => ctx?.sourceElement && ctx.sourceElement.id !== "live";
  // What is looked up beside one's writing is no loss, and some forms say it themselves (upload.js).
  const isQuiet = (ctx) => ctx.sourceElement.matches("[data-quiet]") || ctx.sourceElement.querySelector("[data-upload-failed]");

  // What was said of the form before is no answer to this one.
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!byPerson(ctx) || !ctx.sourceElement.matches("form")) return;
    for (const notice of document.querySelectorAll("#notices .notice")) {
      if (!notice.querySelector("[data-refresh]")) notice.remove();
    }
  });

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => { if (byPerson(ctx) && !isQuiet(ctx)) show("offline"); });

  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    if (!byPerson(ctx) || isQuiet(ctx) || ctx.response.status === 422 || ctx.text.includes("<hx-partial")) return;
    const plain = ctx.response.headers.get("Content-Type")?.startsWith("text/plain");
    show("offline", plain ? ctx.text : "");
  });
})();
