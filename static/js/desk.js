// Desk: the keys of the list of triage, what is selected in it, and where one goes on once a report is answered.
(() => {
  "use strict";
  if (!document.querySelector("#triage")) return;

  const OFF = "desk-keys-off";
  const list = () => document.getElementById("triage");
  const form = () => document.getElementById("many");
  const rows = () => [...list().querySelectorAll("[data-desk-row]")];
  const link = (row) => row?.querySelector("[data-desk-open]");
  const box = (row) => row?.querySelector("[data-desk-pick]");
  const chosen = () => rows().filter((row) => box(row)?.checked);
  const current = () => document.activeElement?.closest("[data-desk-row]") ?? null;
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
    if (target.matches("[data-desk-pick]")) tick(target.closest("[data-desk-row]"), target.checked);
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
      open(door.dataset.deskAct, door.closest("[data-desk-row]"));
      return;
    }
    if (event.target.closest("#many summary")) return;
    for (const one of form()?.querySelectorAll("details[open]") ?? []) {
      if (!one.contains(event.target)) one.open = false;
    }
  });

  // ---- Where one goes on: the rows to try, in this order, once the list is there anew

  let next = null;

  const goOn = (gone) => {
    const all = rows();
    const at = all.findIndex((row) => gone.includes(row));
    const left = (some) => some.filter((row) => !gone.includes(row)).map((row) => row.id);
    next = [...left(all.slice(at)), ...left(all.slice(0, at)).reverse()];
  };

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const sent = ctx.sourceElement;
    if (sent === form()) goOn(chosen());
    else if (sent?.matches("form") && list()?.contains(sent)) {
      const row = sent.closest("[data-desk-row]");
      const answers = sent.matches(".press");
      if (answers) row.toggleAttribute("data-leaving", true);
      goOn(answers ? [row] : []);
      if (!answers) next = [row.id];
    }
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    const sent = ctx.sourceElement;
    const isTaken = ctx.response?.status < 400;
    if (!isTaken && (sent === form() || list()?.contains(sent))) {
      next = null;
      list().querySelector("[data-leaving]")?.removeAttribute("data-leaving");
    }
    if (!isTaken || sent !== form()) return;
    for (const one of sent.querySelectorAll("details[open]")) one.open = false;
    chosen().forEach((row) => { row.toggleAttribute("data-leaving", true); tick(row, false); });
    lent = null;
    sent.reset();
    count();
  });

  const before = new WeakMap();

  document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
    const row = current();
    const active = document.activeElement;
    const inside = list()?.contains(active);
    const fold = active?.matches("summary") && active.closest("details[id]");
    const back = fold ? `#${fold.id} > summary` : active?.id ? `#${CSS.escape(active.id)}` : "";
    before.set(ctx, { back, list: list(), picks: chosen().map((one) => one.id), row: row?.id, inside, order: rows().map((one) => one.id) });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const was = before.get(ctx);
    if (was && list() && was.list !== list()) {
      was.picks.forEach((id) => tick(document.getElementById(id), true));
      const at = was.order.indexOf(was.row);
      const near = at < 0 ? [] : [...was.order.slice(at), ...was.order.slice(0, at).reverse()];
      const lost = document.activeElement === document.body || !document.activeElement;
      const same = !next && was.inside && lost && was.back && list().querySelector(was.back);
      if (same) same.focus();
      else if (next ?? (was.inside && lost)) {
        const row = (next ?? near).map((id) => document.getElementById(id)).find(Boolean);
        if (row) go(row);
        else (link(rows()[0]) ?? list()).focus();
      }
      next = null;
    }
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
      else if (isField && target.closest("[data-desk-search], [data-desk-row]")) go(current() ?? rows()[0]);
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
