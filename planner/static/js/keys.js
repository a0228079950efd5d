// Keyboard: / searches, arrows or j k move through rows, Enter opens, ? shows the keys, Escape closes.
"use strict";
(() => {
  const off = () => localStorage.getItem("navrat-keys") === "off";
  const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog[open]") !== null;
  const links = () => [...document.querySelectorAll("[data-rows] .row-link, .tasks a, [data-rows-list] a")].filter((link) => link.offsetParent !== null);

  function move(step) {
    const all = links();
    if (!all.length) return false;
    const here = all.indexOf(document.activeElement);
    const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].focus();
    all[next].closest("tr, li")?.scrollIntoView({ block: "nearest" });
    return true;
  }

  // Arrows scroll the page as usual until a row is chosen or a list box has the focus.
  const inList = () => links().includes(document.activeElement) || document.activeElement.matches(".table-box");
  const actions = {
    "/": () => { const box = document.getElementById("search"); box?.focus(); box?.select(); return Boolean(box); },
    "?": () => { document.getElementById("keys")?.showModal(); return true; },
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => inList() && move(1),
    ArrowUp: () => inList() && move(-1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "Escape" && event.target.id === "search") { event.target.blur(); return; }
    if (typing(event.target) || (off() && event.key.length === 1)) return;
    const act = actions[event.key];
    if (act && act()) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-keys-off]");
    if (!box) return;
    box.checked = off();
    box.addEventListener("change", () => localStorage.setItem("navrat-keys", box.checked ? "off" : "on"));
  });
})();
