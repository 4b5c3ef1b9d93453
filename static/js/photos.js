// Photos: shows the pictures chosen in a file field, with their sizes, lets one be taken back, and keeps them when
// the form is refused.
(() => {
  "use strict";
  const SIDE = 96;
  const language = document.documentElement.lang;

  const size = (bytes) => {
    const mega = bytes >= 1_000_000;
    const format = { style: "unit", unit: mega ? "megabyte" : "kilobyte", maximumFractionDigits: mega ? 1 : 0 };
    return new Intl.NumberFormat(language, format).format(bytes / (mega ? 1_000_000 : 1_000));
  };

  // Drawn on a canvas: the content policy lets no picture in from blob: or data: addresses.
  const preview = async (file) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
    try {
      const picture = await createImageBitmap(file);
      const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      canvas.getContext("2d").drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
      picture.close();
    } catch {
      canvas.className = "unseen";
    }
    return canvas;
  };

  const keep = (field, files) => {
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    field.files = basket.files;
  };

  const show = async (field, word) => {
    const list = document.querySelector(`[data-chosen="${CSS.escape(field.id)}"]`);
    const rows = [...field.files].map(async (file, place) => {
      const row = document.createElement("li");
      const text = Object.assign(document.createElement("span"), { textContent: `${file.name} · ${size(file.size)}` });
      const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "×" });
      drop.setAttribute("aria-label", `${field.dataset.remove}: ${file.name}`);
      drop.addEventListener("click", () => {
        keep(field, [...field.files].filter((_, other) => other !== place));
        show(field);
        field.focus();
      });
      row.append(await preview(file), text, drop);
      return row;
    });
    list?.replaceChildren(...(await Promise.all(rows)));
    if (word) list?.append(Object.assign(document.createElement("li"), { textContent: word, className: "error" }));
  };

  document.addEventListener("change", (event) => {
    const field = event.target.closest("input[type=file][data-photos]");
    if (!field) return;
    const most = Number(field.dataset.photos);
    const over = field.files.length > most;
    if (over) keep(field, [...field.files].slice(0, most));
    show(field, over ? field.dataset.most : "");
  });

  // A refused form comes back with new fields, and no server can fill in a file: what was chosen is put back here.
  const chosen = new WeakMap();

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    if (ctx.response?.status !== 422) return;
    const fields = ctx.sourceElement?.querySelectorAll("input[type=file][data-photos]") ?? [];
    chosen.set(ctx, [...fields].map((field) => [field.id, [...field.files]]));
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    for (const [id, files] of chosen.get(ctx) ?? []) {
      const field = document.getElementById(id);
      if (!files.length || !field || field.files.length || field.hasAttribute("aria-invalid")) continue;
      keep(field, files);
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });

  document.addEventListener("reset", (event) => {
    event.target.querySelectorAll("[data-chosen]").forEach((list) => list.replaceChildren());
  });
})();
