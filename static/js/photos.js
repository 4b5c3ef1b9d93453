// Photos: shows the pictures chosen in a file field, from the album and from the camera, makes large ones small before
// they are sent, lets one be taken back, and keeps them when the form is refused.
(() => {
  "use strict";
  const SIDE = 240;
  const LONG_SIDE = 1600; // what the portal keeps, see portal/photos.py
  const SMALL_ENOUGH = 400_000;
  const QUALITY = 0.85;

  const baskets = new WeakMap(); // field: the files chosen so far
  const looks = new WeakMap(); // file: its picture in the list
  const keys = new WeakMap(); // a file made small: what its original was called

  const keyOf = (file) => keys.get(file) ?? `${file.name}/${file.size}/${file.lastModified}`;

  const keep = (field, files) => {
    const basket = new DataTransfer();
    files.forEach((file) => basket.items.add(file));
    field.files = basket.files;
    baskets.set(field, files);
  };

  const draw = (canvas, picture) => {
    const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    canvas.getContext("2d").drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
  };

  const smaller = async (file, picture) => {
    const scale = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
    if (file.size <= SMALL_ENOUGH) return null;
    const canvas = Object.assign(document.createElement("canvas"), {
      width: Math.round(picture.width * scale), height: Math.round(picture.height * scale),
    });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const data = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!data || data.size > file.size * 0.9) return null;
    return new File([data], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  };

  // On a canvas: the content policy lets no picture in from blob: or data: addresses. One at a time: phones have little
  // memory. Asked to stand it upright, a browser that cannot fails, and the portal turns the original.
  const look = async (field, file) => {
    const canvas = looks.get(file);
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      draw(canvas, picture);
      const small = await smaller(file, picture);
      picture.close();
      const chosen = baskets.get(field) ?? [];
      if (!small || !chosen.includes(file)) return;
      looks.set(small, canvas);
      keys.set(small, keyOf(file));
      keep(field, chosen.map((one) => (one === file ? small : one)));
    } catch {
      canvas.className = "unseen";
    }
  };

  const row = (field, file) => {
    const item = document.createElement("li");
    const text = Object.assign(document.createElement("span"), { textContent: file.name });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "plain", textContent: "×" });
    drop.setAttribute("aria-label", `${field.dataset.remove}: ${file.name}`);
    drop.addEventListener("click", () => {
      keep(field, baskets.get(field).filter((other) => keyOf(other) !== keyOf(file)));
      show(field);
      changed(field);
      field.focus();
    });
    item.append(looks.get(file), text, drop);
    return item;
  };

  const show = (field, word) => {
    const rows = baskets.get(field).map((file) => row(field, file));
    if (word) rows.push(Object.assign(document.createElement("li"), { textContent: word, className: "error" }));
    document.querySelector(`[data-chosen="${CSS.escape(field.id)}"]`)?.replaceChildren(...rows);
  };

  // Others want to know that the field has changed (live.js, draft.js); a "change" of ours would come back here.
  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  const take = async (field, files) => {
    const before = baskets.get(field) ?? [];
    const fresh = files.filter((file) => !before.some((other) => keyOf(other) === keyOf(file)));
    const most = Number(field.dataset.photos);
    const all = [...before, ...fresh];
    const added = fresh.slice(0, Math.max(0, most - before.length));
    for (const file of added) {
      if (!looks.has(file)) looks.set(file, Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE }));
    }
    keep(field, all.slice(0, most));
    show(field, all.length > most ? field.dataset.most : "");
    changed(field);
    for (const file of added) await look(field, file);
  };

  document.addEventListener("change", ({ target }) => {
    if (target.matches?.("input[type=file][data-photos]")) take(target, [...target.files]);
    if (!target.matches?.("input[type=file][data-photos-for]")) return;
    take(document.getElementById(target.dataset.photosFor), [...target.files]);
    target.value = "";
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
      take(field, files);
    }
  });

  document.addEventListener("reset", ({ target }) => {
    for (const field of target.querySelectorAll("input[type=file][data-photos]")) baskets.delete(field);
    target.querySelectorAll("[data-chosen]").forEach((list) => list.replaceChildren());
  });
})();
