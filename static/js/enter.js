// Enter: in a form with data-enter-goes-on the Enter key of a line leads to the next field, as the keyboard's own key
// says, and sends nothing that is not finished. While Chinese is being composed the key belongs to the input method.
(() => {
  "use strict";
  const FIELDS = "input:not([type=hidden], [type=file]), textarea, select, button[type=submit]";

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
    if (!field.matches?.("[data-enter-goes-on] input:not([type=file])")) return;
    event.preventDefault();
    const fields = [...field.form.querySelectorAll(FIELDS)].filter((one) => one.name !== field.name || one === field);
    fields[fields.indexOf(field) + 1]?.focus();
  });
})();
