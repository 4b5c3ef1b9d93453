// Draft: the words of a form with data-draft are kept in this browser until it has been sent, for thirty days at most,
// so that no lost network and no closed page loses them. Only fields with data-draft-field: no name, no phone number.
(() => {
  "use strict";
  const PREFIX = "draft:";
  const KEPT = 30 * 24 * 60 * 60 * 1000;

  const store = (() => {
    try {
      localStorage.setItem(`${PREFIX}-`, "");
      localStorage.removeItem(`${PREFIX}-`);
      return localStorage;
    } catch {
      return null;
    }
  })();
  if (!store) return;

  const read = (name) => {
    try {
      const draft = JSON.parse(store.getItem(name));
      return draft && Date.now() - draft.at < KEPT ? draft : null;
    } catch {
      return null;
    }
  };

  const nameOf = (form) => PREFIX + form.dataset.draft;
  const fieldsOf = (form) => [...form.querySelectorAll("[data-draft-field]")];
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const photosOf = (form) => [...form.querySelectorAll("input[type=file][name]")].reduce((sum, field) => sum + field.files.length, 0);

  const keep = (form) => {
    const words = {};
    for (const field of fieldsOf(form)) {
      if (isChoice(field) ? field.checked : field.value.trim()) words[field.name] = field.value;
    }
    const photos = photosOf(form) || Number(form.dataset.draftPhotosGone ?? 0);
    try {
      if (Object.keys(words).length || photos) store.setItem(nameOf(form), JSON.stringify({ at: Date.now(), words, photos }));
      else store.removeItem(nameOf(form));
    } catch { /* the browser's room is used up: then nothing is kept, and nothing breaks */ }
  };

  const tellOfPhotos = (form) => {
    const told = form.querySelector("[data-draft-photos]");
    if (told) told.hidden = !form.dataset.draftPhotosGone;
  };

  const bringBack = (form) => {
    form.querySelector("[data-draft-kept]")?.removeAttribute("hidden");
    const draft = read(nameOf(form));
    const fields = fieldsOf(form);
    // A form that came back from the server with its words knows better.
    const answered = fields.some((field) => (isChoice(field) ? field.defaultChecked : field.defaultValue));
    if (!draft || answered) return;
    for (const field of fields) {
      if (isChoice(field)) field.checked = draft.words[field.name] === field.value;
      else field.value = draft.words[field.name] ?? "";
    }
    const gone = draft.photos > 0 && !photosOf(form);
    if (gone) form.dataset.draftPhotosGone = draft.photos;
    tellOfPhotos(form);
    form.querySelector("[data-draft-back]").hidden = false;
    addEventListener("pageshow", () => requestAnimationFrame(() => form.querySelector("[data-draft-back]").scrollIntoView({ block: "center", behavior: "instant" })));
    fields.find((field) => !isChoice(field) && field.value)?.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const forms = (root = document) => root.querySelectorAll("form[data-draft]");

  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, ({ target }) => {
      const form = target.closest("form[data-draft]");
      if (!form) return;
      if (target.type === "file" && target.files.length) delete form.dataset.draftPhotosGone;
      tellOfPhotos(form);
      if (target.type === "file" || target.hasAttribute("data-draft-field")) keep(form);
    });
  }

  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-draft-discard]")?.form;
    if (!form) return;
    store.removeItem(nameOf(form));
    delete form.dataset.draftPhotosGone;
    tellOfPhotos(form);
    form.reset();
    form.querySelector("[data-draft-back]").hidden = true;
    const [first] = fieldsOf(form);
    first.dispatchEvent(new Event("input", { bubbles: true }));
    first.focus();
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status < 400 && ctx.sourceElement?.matches?.("form[data-draft]")) store.removeItem(nameOf(ctx.sourceElement));
  });

  document.addEventListener("htmx:after:swap", () => {
    for (const form of forms()) form.querySelector("[data-draft-kept]")?.removeAttribute("hidden");
  });

  for (const name of Object.keys(store)) if (name.startsWith(PREFIX) && !read(name)) store.removeItem(name);
  forms().forEach(bringBack);
})();
