// Upload: says how far the sending of a form with files has come and, in the form itself, when it did not arrive.
// The request is made by XMLHttpRequest, for fetch cannot tell; all else stays with htmx.
(() => {
  "use strict";
  const STALLED = 45_000;
  const ANSWER_WITHIN = 120_000;
  const WHOLE = "1800s";

  const part = (form, name) => form.querySelector(`[data-upload-${name}]`);
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

  const show = (form, sent) => {
    const box = form.querySelector("[data-upload]");
    const word = sent < 1 ? box.dataset.wordSending : box.dataset.wordReading;
    box.hidden = false;
    box.querySelector("progress").value = sent;
    part(form, "share").textContent = share.format(sent);
    for (const place of [part(form, "word"), part(form, "said")]) if (place.textContent !== word) place.textContent = word;
  };

  const quiet = (form) => {
    form.querySelector("[data-upload]").hidden = true;
    part(form, "said").textContent = "";
  };

  const headersOf = (request) => new Headers(request.getAllResponseHeaders().trim().split(/\r?\n/).filter(Boolean).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  }));

  const sender = (form) => (address, { method, headers, body, signal }) => new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let clock;
    const wait = (time) => {
      clearTimeout(clock);
      clock = setTimeout(() => request.abort(), time);
    };
    const fail = () => {
      clearTimeout(clock);
      reject(new TypeError("no answer"));
    };
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      wait(STALLED);
      show(form, total ? loaded / total : 0);
    });
    request.upload.addEventListener("load", () => {
      wait(ANSWER_WITHIN);
      show(form, 1);
    });
    request.addEventListener("load", () => {
      clearTimeout(clock);
      const empty = [204, 205, 304].includes(request.status);
      resolve(new Response(empty ? null : request.responseText, { status: request.status, headers: headersOf(request) }));
    });
    request.addEventListener("error", fail);
    request.addEventListener("abort", fail);
    signal?.addEventListener("abort", () => request.abort());
    show(form, 0);
    wait(STALLED);
    request.send(body);
  });

  const formOf = (ctx) => (ctx.sourceElement?.matches?.("form") && ctx.sourceElement.querySelector("[data-upload]") ? ctx.sourceElement : null);

  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    const form = formOf(ctx);
    if (!form) return;
    ctx.fetch = sender(form);
    ctx.request.timeout = WHOLE;
    part(form, "failed").hidden = true;
  });

  const failed = new WeakSet();

  const fail = (form) => {
    failed.add(form);
    part(form, "failed").hidden = false;
    part(form, "send").textContent = part(form, "send").dataset.again;
  };

  document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
    const form = ctx && formOf(ctx);
    if (form) fail(form);
  });

  // What the portal refuses it explains itself; what stands before it, in a crowd or at night, does not.
  document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
    const form = formOf(ctx);
    if (form && ctx.response.status !== 422 && !ctx.text.includes("<hx-partial")) fail(form);
  });

  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    const form = formOf(ctx);
    if (!form || ctx.hx?.redirect) return;
    quiet(form);
    if (failed.delete(form)) form.querySelector("button[type=submit]").focus();
  });

  addEventListener("online", () => {
    for (const why of document.querySelectorAll("[data-upload-failed]:not([hidden]) [data-upload-why]")) why.textContent = why.dataset.back;
  });
})();
