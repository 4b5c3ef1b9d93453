// Board: with a mouse, a card can be drawn to where its own buttons would bring it, and is sent by the same form;
// what has moved glides to its place, and the focus stays with it.
(() => {
  "use strict";
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const GLIDE = { duration: 220, easing: "ease-out" };
  const CONTROL = "button, summary, input, select, textarea";

  let dragged = null;

  const door = (card, state) => card.querySelector(`[data-to="${CSS.escape(state)}"]`);
  const columns = (card) => [...card.closest("[data-lane]").querySelectorAll("[data-column]")];
  const under = (event) => dragged && event.target.closest?.("[data-drop]");

  // Only a mouse draws: a finger scrolls, and presses the buttons.
  document.addEventListener("pointerdown", (event) => {
    const card = event.target.closest?.("[data-card]");
    if (!card) return;
    card.draggable = event.pointerType === "mouse" && !event.target.closest(CONTROL) &&
      card.querySelector("[data-to]") !== null && !card.querySelector("[data-sending]");
  });

  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.('[data-card][draggable="true"]');
    if (!card) return;
    dragged = card;
    const box = card.getBoundingClientRect();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector("a").textContent);
    event.dataTransfer.setDragImage(card, event.clientX - box.x, event.clientY - box.y);
    // After this turn, so that the picture under the pointer is of the card as it was.
    setTimeout(() => {
      if (dragged !== card || !card.isConnected) return;
      card.toggleAttribute("data-dragged", true);
      card.closest("[data-lane]").toggleAttribute("data-dragging", true);
      for (const column of columns(card)) if (door(card, column.dataset.column)) column.dataset.drop = "";
    });
  });

  document.addEventListener("dragover", (event) => {
    const over = under(event);
    for (const column of document.querySelectorAll('[data-drop="over"]')) if (column !== over) column.dataset.drop = "";
    if (!over) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    over.dataset.drop = "over";
  });

  const end = () => {
    dragged = null;
    document.querySelectorAll("[data-dragged]").forEach((one) => one.removeAttribute("data-dragged"));
    document.querySelectorAll("[data-dragging]").forEach((one) => one.removeAttribute("data-dragging"));
    document.querySelectorAll("[data-drop]").forEach((one) => one.removeAttribute("data-drop"));
  };

  document.addEventListener("drop", (event) => {
    const column = under(event);
    if (!column) return;
    event.preventDefault();
    const way = dragged.isConnected && door(dragged, column.dataset.column);
    end();
    if (!way) return;
    if (way.matches("details")) {
      way.open = true;
      way.querySelector("textarea").focus();
    } else way.querySelector("form").requestSubmit();
  });

  document.addEventListener("dragend", end);

  // ---- The board anew: each card from where it stood to where it stands

  const before = new WeakMap();
  let sent = null;

  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    const card = ctx.sourceElement?.closest?.("[data-card]");
    if (card) sent = card.id;
  });

  document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
    if (ctx.response.status >= 400 && ctx.sourceElement?.closest?.("[data-card]")) sent = null;
  });

  document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
    const board = tasks.map((task) => task.target).find((target) => target?.matches?.("[data-board]"));
    if (!board) return;
    end();
    const cards = [...board.querySelectorAll("[data-card]")];
    before.set(ctx, {
      places: new Map(cards.map((card) => [card.id, card.getBoundingClientRect()])),
      focused: document.activeElement?.closest?.("[data-card]")?.id ?? null,
    });
  });

  document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const { places, focused } = before.get(ctx) ?? {};
    if (!places) return;
    const kept = document.getElementById(sent ?? focused ?? "");
    if (kept && (document.activeElement === document.body || document.activeElement === null)) {
      kept.closest("details")?.setAttribute("open", "");
      kept.focus({ preventScroll: true });
      kept.scrollIntoView({ block: "nearest" });
    }
    sent = null;
    if (still.matches) return;
    for (const card of document.querySelectorAll("[data-card]")) {
      const was = places.get(card.id);
      if (!was?.width) continue;
      const is = card.getBoundingClientRect();
      const [x, y] = [was.x - is.x, was.y - is.y];
      if (x || y) card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], GLIDE);
    }
  });
})();
