// Interactive parts: dialogs, the phone's menu, light or dark, progress of calculations, parts loaded in place.
"use strict";
(() => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens);
      if (dialog) { event.preventDefault(); if (!dialog.open) dialog.showModal(); }
      return;
    }
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const menu = event.target.closest("[data-menu]");
    if (menu) {
      event.preventDefault();
      const open = document.getElementById("navigation").classList.toggle("open");
      menu.setAttribute("aria-expanded", String(open));
    }
    const swap = event.target.closest("a[data-swap]");
    if (swap && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); bring(swap); }
    document.querySelectorAll("details.me[open]").forEach((one) => { if (!one.contains(event.target)) one.open = false; });
  });

  // A link with data-swap="id" replaces that part of the page with the same part of the linked page.
  async function bring(link) {
    const id = link.dataset.swap;
    try {
      const answer = await fetch(link.href, { credentials: "same-origin", headers: { "X-Part": id } });
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
      if (!part) { location.href = link.href; return; }
      const old = document.getElementById(id);
      old.replaceWith(part);
      history.replaceState(null, "", link.href);
      part.setAttribute("tabindex", "-1");
      part.focus({ preventScroll: true });
      markChosen(link);
    } catch { location.href = link.href; }
  }

  function markChosen(link) {
    document.querySelectorAll(`a[data-swap="${CSS.escape(link.dataset.swap)}"][aria-current]`).forEach((one) => one.removeAttribute("aria-current"));
    document.querySelectorAll(`a[href="${CSS.escape(link.getAttribute("href"))}"]`).forEach((one) => one.setAttribute("aria-current", "true"));
  }

  // Polling for progress must not keep a session alive: X-Poll tells the server.
  function poll(element) {
    const wait = Number(element.dataset.pollEvery || 2) * 1000;
    setTimeout(async () => {
      if (!element.isConnected) return;
      if (document.hidden) { poll(element); return; }
      try {
        const answer = await fetch(element.dataset.poll, { headers: { "X-Poll": "1" }, credentials: "same-origin" });
        const done = answer.headers.get("X-Done");
        if (done || answer.redirected) { location.href = done || answer.url; return; }
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = element.id ? page.getElementById(element.id) : page.body.firstElementChild;
        if (!next) { location.reload(); return; }
        const focused = element.contains(document.activeElement);
        element.replaceWith(next);
        if (focused) next.querySelector("button, a")?.focus({ preventScroll: true });
        if (next.dataset.poll) poll(next);
      } catch { poll(element); }
    }, wait);
  }

  function theme() {
    const groups = document.querySelectorAll("[data-theme-choice]");
    const show = () => document.querySelectorAll("[data-theme-choice] button").forEach((one) => one.setAttribute("aria-pressed", String((document.documentElement.dataset.theme || "") === one.dataset.themeValue)));
    groups.forEach((group) => {
      group.hidden = false;
      group.addEventListener("click", (event) => {
        const choice = event.target.closest("button")?.dataset.themeValue;
        if (choice === undefined) return;
        if (choice) document.documentElement.dataset.theme = choice; else delete document.documentElement.dataset.theme;
        document.cookie = `theme=${choice}; path=/; max-age=${choice ? 31536000 : 0}; samesite=lax`;
        show();
      });
    });
    show();
  }

  // A box that scrolls must be reachable by keyboard; one that does not scroll should not be a tab stop.
  function reachable() {
    document.querySelectorAll("[data-scrolls]").forEach((box) => {
      if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }

  window.addEventListener("resize", reachable);
  document.addEventListener("DOMContentLoaded", () => {
    reachable();
    theme();
    document.querySelectorAll("[data-poll]").forEach(poll);
    document.querySelectorAll("button[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => window.print()); });
  });
})();
