// Dialogs: a link with data-dialog opens the dialog of that id over the page; data-dialog-close, Escape and a click beside it close it.
(() => {
  "use strict";

  const open = (id) => {
    const dialog = document.getElementById(id);
    if (!dialog?.showModal || dialog.open) return false;
    dialog.showModal();
    return true;
  };

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      if (open(opener.dataset.dialog)) event.preventDefault();
      return;
    }
    const dialog = event.target.closest("dialog.dialog[open]");
    if (!dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const beside = event.target === dialog && event.detail > 0 &&
      (event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom);
    if (!beside && !event.target.closest("[data-dialog-close]")) return;
    event.preventDefault();
    dialog.close();
  });

  // An address that leads into a dialog, as from a page read without JavaScript.
  if (document.querySelector("dialog.dialog:target")) open(location.hash.slice(1));
})();
