// Once: a form that is being sent cannot be sent again until its answer is there.
(() => {
  "use strict";
  const WAIT_FOR_DOWNLOADS = 10_000;

  const hold = (form, sending) => {
    for (const button of form.querySelectorAll("button[type=submit]")) {
      button.disabled = sending;
      button.toggleAttribute("data-sending", sending);
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-hx-post")) return;
    // After this turn, so that the button that was pressed is still sent along.
    setTimeout(() => hold(form, true));
    setTimeout(() => hold(form, false), WAIT_FOR_DOWNLOADS);
  });

  for (const [moment, sending] of [["htmx:before:request", true], ["htmx:finally:request", false]]) {
    document.addEventListener(moment, (event) => {
      const form = event.detail.ctx.sourceElement;
      if (form?.matches("form")) hold(form, sending);
    });
  }

  // A page taken back out of the browser's memory.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach((form) => hold(form, false));
  });
})();
