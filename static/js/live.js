// Live: what the server sends is shown at once, except over something that a person is filling in;
// where the stream is off or has failed, the page asks every ten seconds instead.
(() => {
  "use strict";
  const ASK_EVERY = 10_000;
  const FIELD = "input:not([type=hidden], [type=submit], [type=button], [type=reset]), select, textarea";
  const ADDS = ["beforebegin", "afterbegin", "beforeend", "afterend", "none"];
  const live = document.getElementById("live");

  // ---- Fields in use

  const touched = new WeakSet();
  const sending = new Map();

  const differs = (field) => {
    if (field.type === "file") return field.files.length > 0;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((option) => option.selected !== option.defaultSelected);
    return field.value !== field.defaultValue;
  };

  const unsent = (field) => touched.has(field) && differs(field);

  // A form that is being sent stays as well: htmx gives up an answer whose form is gone.
  const isSent = (region, but = null) => [...sending.values()].some((form) => form !== but && region.contains(form));

  const inUse = (region, but = null) => !waived.has(region) &&
    [region, ...region.querySelectorAll(FIELD)].some((field) =>
      field.matches(FIELD) && (field.form === null || field.form !== but) &&
      (field === document.activeElement || unsent(field)));

  const settle = (form) => [...form.elements].forEach((field) => touched.delete(field));

  document.addEventListener("input", (event) => touched.add(event.target));
  document.addEventListener("change", (event) => touched.add(event.target));
  document.addEventListener("reset", (event) => { settle(event.target); setTimeout(release); });
  document.addEventListener("focusout", () => setTimeout(release));
  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status < 400 && ctx.sourceElement?.matches("form")) settle(ctx.sourceElement);
  });
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement?.matches?.("form")) sending.set(ctx, ctx.sourceElement);
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    sending.delete(ctx);
    setTimeout(release);
  });

  // ---- Regions held back: by id, how to bring each up to date once it is free

  const held = new Map();
  const waived = new WeakSet();
  const typed = new Map();

  let told = false;

  const tell = () => {
    const regions = [...held.keys()].map((id) => document.getElementById(id)).filter(Boolean);
    if (told || !regions.some((region) => inUse(region) && !isSent(region))) return;
    told = true;
    document.dispatchEvent(new CustomEvent("portal:notice", { detail: "fresh" }));
  };

  const hold = (region, update) => {
    held.set(region.id, update);
    tell();
  };

  const release = () => {
    for (const [id, update] of [...held]) {
      const region = document.getElementById(id);
      if (region && (inUse(region) || isSent(region))) continue;
      held.delete(id);
      if (region) update(region);
    }
    tell();
    if (held.size) return;
    told = false;
    document.querySelector("#notices [data-refresh]")?.closest(".notice").remove();
  };

  // The person asked for it. What was typed goes along into the new region where the same field is still there.
  const force = () => {
    for (const region of [...held.keys()].map((id) => document.getElementById(id)).filter(Boolean)) {
      waived.add(region);
      for (const field of region.querySelectorAll("textarea[id], input[id]:not([type=checkbox], [type=radio], [type=file])")) {
        if (unsent(field)) typed.set(field.id, field.value);
      }
    }
    release();
  };

  const retype = () => {
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field || field.value === value) continue;
      field.value = value;
      touched.add(field);
      typed.delete(id);
    }
  };

  document.addEventListener("click", (event) => { if (event.target.closest("[data-refresh]")) force(); });

  // ---- Swaps

  const passed = new WeakMap();

  const markup = (fragment) => {
    const box = document.createElement("div");
    box.append(fragment.cloneNode(true));
    return box.innerHTML;
  };

  const later = (task) => {
    const text = markup(task.fragment);
    const style = task.swapSpec.style;
    return (region) => htmx.swap({
      text: `<hx-partial hx-target="#${CSS.escape(region.id)}" hx-swap="${style}">${text}</hx-partial>`,
      sourceElement: document.body,
      swap: "none",
    });
  };

  const keepOpen = (target, fragment) => {
    for (const box of target.querySelectorAll("details[id][open]")) {
      fragment.querySelector(`#${CSS.escape(box.id)}`)?.setAttribute("open", "");
    }
  };

  const phases = (root) => new Map(
    [root, ...root.querySelectorAll("[id][data-phase]")].filter((one) => one.dataset?.phase && one.id)
      .map((one) => [one.id, one.dataset.phase]));

  const changedPhases = (target, fragment) => {
    const next = phases(fragment);
    return [...phases(target)].filter(([id, phase]) => next.has(id) && next.get(id) !== phase).map(([id]) => id);
  };

  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const own = ctx.sourceElement?.closest?.("form") ?? null;
    const followed = ctx.sourceEvent?.type === "follow";
    const changed = [];
    for (const task of [...tasks]) {
      const { target, fragment, swapSpec, type } = task;
      if (!target?.querySelectorAll || ADDS.includes(swapSpec.style)) continue;
      const asked = type === "main" && !followed;
      if (target.id && !asked && (inUse(target, own) || isSent(target, own))) {
        hold(target, followed ? follow : later(task));
        tasks.splice(tasks.indexOf(task), 1);
        continue;
      }
      held.delete(target.id);
      keepOpen(target, fragment);
      changed.push(...changedPhases(target, fragment));
    }
    passed.set(ctx, changed);
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    retype();
    for (const id of passed.get(ctx) ?? []) {
      document.querySelectorAll(`[data-follow="${CSS.escape(id)}"]`).forEach(follow);
    }
  });

  const follow = (region) => {
    if (inUse(region) || isSent(region)) hold(region, follow);
    else htmx.trigger(region, "follow", {}, false);
  };

  if (!live) return;

  // ---- The stream, and asking where there is none

  const asking = live.dataset.poll && new URL(live.dataset.poll, location.href);
  const streaming = live.hasAttribute("data-hx-sse:connect");
  let clock = null;

  // Every request says what this page shows, so that its answer can bring that up to date.
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== live) ctx.request.headers["X-Live"] = live.dataset.page;
  });

  const ask = () => {
    if (document.hidden) return;
    htmx.ajax("GET", asking.pathname + asking.search, { source: live, target: live, swap: "none", asking: true });
    if (streaming && !live._htmx?.sse) htmx.trigger(live, "connect", {}, false);
  };

  const start = () => {
    if (asking && clock === null) clock = setInterval(ask, ASK_EVERY);
  };

  const stop = () => {
    clearInterval(clock);
    clock = null;
  };

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.sourceElement !== live) return;
    const { status, headers } = ctx.response;
    if (!ctx.asking && status >= 400) start();
    if (!ctx.asking) return;
    if (headers.get("X-Live-Since")) asking.searchParams.set("since", headers.get("X-Live-Since"));
    if (status >= 400 && status < 500 && status !== 429) {
      stop();
      document.dispatchEvent(new CustomEvent("portal:notice", { detail: "stale" }));
    }
  });

  live.addEventListener("htmx:error", (event) => { if (!event.detail.ctx?.asking) start(); });
  live.addEventListener("htmx:sse:error", start);
  live.addEventListener("htmx:sse:after:connection", stop);
  live.addEventListener("htmx:sse:after:message", (event) => {
    if (event.detail.message.id) asking?.searchParams.set("since", event.detail.message.id);
  });
  document.addEventListener("visibilitychange", () => { if (clock !== null) ask(); });
  if (!streaming) start();
})();
