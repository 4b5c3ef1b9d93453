// Desk: the keys of the list of triage, and what is selected in it.
(() => {
  "use strict";
  if (!document.querySelector("#triage")) return;

  const OFF = "desk-keys-off";
  const list = () => document.getElementById("triage");
  const form = () => document.getElementById("many");
  const rows = () => [...list().querySelectorAll("[data-row]")];
  const link = (row) => row?.querySelector("[data-row-open]");
  const box = (row) => row?.querySelector("[data-desk-pick]");
  const chosen = () => rows().filter((row) => box(row)?.checked);
  const current = () => document.activeElement?.closest("[data-row]") ?? null;
  const panel = (act) => document.getElementById(`many-${act}`);

  const go = (row) => {
    link(row)?.focus();
    row?.scrollIntoView({ block: "nearest" });
  };

  // ---- What is selected

  // A tick is no text that somebody is writing: it is kept over a swap here, and holds none back (see live.js).
  const tick = (row, on) => {
    if (box(row)) box(row).checked = box(row).defaultChecked = on;
  };

  const count = () => {
    const all = rows().length;
    const some = chosen().length;
    const said = form()?.querySelector("[data-desk-count]");
    const every = form()?.querySelector("[data-desk-all]");
    if (said) {
      const text = some ? said.dataset.some.replace("#", some) : said.dataset.none;
      if (said.textContent !== text) said.textContent = text;
      said.classList.toggle("some", some > 0);
    }
    if (every) {
      every.checked = every.defaultChecked = all > 0 && some === all;
      every.indeterminate = some > 0 && some < all;
    }
  };

  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-desk-pick]")) tick(target.closest("[data-row]"), target.checked);
    else if (target.matches("[data-desk-all]")) rows().forEach((row) => tick(row, target.checked));
    else return;
    lent = null;
    count();
  }, true);

  // ---- Answers

  let lent = null; // the row that was selected only to answer it

  const open = (act, row = null) => {
    if (row && !box(row).checked) {
      chosen().forEach((other) => tick(other, false));
      tick(row, true);
      lent = row.id;
      count();
    }
    for (const other of form().querySelectorAll("details")) other.open = other === panel(act);
    panel(act).querySelector("textarea, input:not([type=hidden])").focus();
  };

  const fold = () => {
    const row = document.getElementById(lent ?? "") ?? chosen()[0] ?? rows()[0];
    for (const one of form().querySelectorAll("details[open]")) one.open = false;
    if (lent) tick(document.getElementById(lent), false);
    lent = null;
    count();
    go(row);
  };

  document.addEventListener("click", (event) => {
    const door = event.target.closest("[data-desk-act]");
    if (door && form() && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      open(door.dataset.deskAct, door.closest("[data-row]"));
      return;
    }
    if (event.target.closest("#many summary")) return;
    for (const one of form()?.querySelectorAll("details[open]") ?? []) {
      if (!one.contains(event.target)) one.open = false;
    }
  });

  // ---- A list that is there anew

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (!form() || ctx.sourceElement !== form() || !(ctx.response?.status < 400)) return;
    for (const one of form().querySelectorAll("details[open]")) one.open = false;
    form().reset();
    chosen().forEach((row) => tick(row, false));
    lent = null;
    count();
  });

  const before = new WeakMap();

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    before.set(ctx, { list: list(), picks: chosen().map((row) => row.id) });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const was = before.get(ctx);
    if (was && was.list !== list()) was.picks.forEach((id) => tick(document.getElementById(id), true));
    count();
  });

  // ---- Keys

  const isOff = () => {
    try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
  };

  const step = (by) => {
    const all = rows();
    const at = all.indexOf(current());
    go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
  };

  const answer = (act) => {
    const row = current();
    if (!row && !chosen().length) return step(0);
    if (!form()) return;
    if (act !== "accept") return open(act, chosen().length ? null : row);
    if (chosen().length) form().querySelector(".desk-acts > [value=accept]").click();
    else row.querySelector(".desk-doors button").click();
  };

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.querySelector("summary").click(),
    x: () => { if (box(current())) box(current()).click(); },
    a: () => answer("accept"),
    d: () => answer("decline"),
    r: () => answer("refer"),
    m: () => answer("merge"),
    "/": () => document.querySelector("[data-desk-search]").focus(),
    "?": () => document.querySelector("[data-dialog=desk-keys]")?.click(),
  };
  const SAME = { "？": "?", "、": "/", "／": "/" };

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const isField = target.matches("input:not([type=checkbox], [type=radio]), select, textarea");
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      if (target.closest("#many details[open]")) fold();
      else if (isField && target.closest("[data-desk-search], [data-row]")) go(current() ?? rows()[0]);
      return;
    }
    // In a panel the Enter key sends that panel's answer.
    if (event.key === "Enter" && target.matches("#many details input") && !event.isComposing) {
      event.preventDefault();
      target.closest("details").querySelector("[type=submit]").click();
      return;
    }
    if (isField || isOff() || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.shiftKey ? event.key : event.key.toLowerCase();
    const act = Object.hasOwn(KEYS, SAME[key] ?? key) && KEYS[SAME[key] ?? key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  const keys = document.querySelector("[data-desk-switch]");
  if (keys) {
    keys.checked = !isOff();
    keys.addEventListener("change", () => {
      try { localStorage.setItem(OFF, keys.checked ? "0" : "1"); } catch { keys.checked = true; }
    });
  }
  count();
})();
