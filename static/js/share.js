// Share: a button with data-share hands the page's address to the device; hidden where the device takes none (issues.css).
(() => {
  "use strict";
  if (!navigator.share) return;
  document.documentElement.dataset.shares = "";

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share]");
    if (!button) return;
    try {
      await navigator.share({ title: button.dataset.title, url: button.dataset.share });
    } catch (refusal) {
      // Who closes the device's list of places has changed their mind; there is nothing to say.
      if (refusal.name !== "AbortError" && refusal.name !== "InvalidStateError") throw refusal;
    }
  });
})();
