// Wall: the clock of the room, the whole screen on request, and a page that looks after itself for days.
(() => {
  "use strict";
  const MINUTE = 60_000;
  const wall = document.querySelector("[data-wall]");
  if (!wall) return;

  const clock = wall.querySelector("[data-clock]");
  const written = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: wall.dataset.zone, ...options });
  const hour = written({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = written({ dateStyle: "short" });
  const opened = day.format(new Date());

  // A portal that does not answer just now leaves the wall as it is.
  const anew = async () => {
    const answer = await fetch(location.href, { method: "HEAD" }).catch(() => null);
    if (answer?.ok) location.reload();
  };

  const tick = () => {
    const now = new Date();
    clock.textContent = hour.format(now);
    clock.dateTime = now.toISOString();
    if (day.format(now) !== opened) anew();
    setTimeout(tick, MINUTE - (now % MINUTE));
  };

  tick();

  // What the page was given to listen with has run out.
  document.addEventListener("portal:notice", (event) => { if (event.detail === "stale") anew(); });

  const fill = document.querySelector("[data-fill]");
  if (!document.fullscreenEnabled) return;
  fill.hidden = false;
  fill.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => { fill.hidden = document.fullscreenElement !== null; });
})();
