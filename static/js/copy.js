// Copy: a button with data-copy puts that text on the clipboard and says so.
(() => {
  "use strict";
  const SAID_FOR = 3_000;

  const copy = async (text, beside) => {
    // Outside https the clipboard is not there: then the text is marked for the person to copy.
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    getSelection().selectAllChildren(beside);
    document.execCommand("copy");
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await copy(button.dataset.copy, button.parentElement.querySelector("output") ?? button);
    const word = button.querySelector("[data-copy-word]") ?? button;
    const before = word.textContent;
    if (before === button.dataset.copied) return;
    word.textContent = button.dataset.copied;
    setTimeout(() => { word.textContent = before; }, SAID_FOR);
  });
})();
