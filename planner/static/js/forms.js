// Forms: no double submit, drafts saved while typing, a warning before leaving unsaved changes, focus on errors, session end.
"use strict";
(() => {
  const changed = new WeakSet();
  let leaving = false;

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    leaving = true;
    if (!("guard" in form.dataset)) return;
    form.dataset.sent = "yes";
    const button = event.submitter;
    // Only after the browser has read the pressed button's name and value, else they would be missing.
    setTimeout(() => {
      form.querySelectorAll("button[type=submit]").forEach((one) => { one.setAttribute("aria-disabled", "true"); });
      if (button?.dataset.busy) { button.dataset.words = button.textContent; button.textContent = button.dataset.busy; }
    });
  });

  // The browser's history may restore the page with its buttons still disabled.
  window.addEventListener("pageshow", () => {
    leaving = false;
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.querySelectorAll("button[aria-disabled]").forEach((one) => {
        one.removeAttribute("aria-disabled");
        if (one.dataset.words) one.textContent = one.dataset.words;
      });
    });
  });

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || form.method !== "post") return;
    changed.add(form);
    if (form.dataset.autosave) soon(form);
  });

  const waiting = new WeakMap();
  function soon(form) {
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => save(form), 1200));
  }

  async function save(form) {
    const note = form.querySelector("[data-saved-note]");
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: fields, headers: { "X-Autosave": "1" }, credentials: "same-origin", redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      changed.delete(form);
      const now = new Date();
      if (note) note.textContent = `${note.dataset.savedWords} ${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
    } catch {
      if (note) note.textContent = note.dataset.unsavedWords;
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (leaving) return;
    if ([...document.querySelectorAll("form[data-keep]")].some((form) => changed.has(form))) event.preventDefault();
  });

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-error-summary]")?.focus();
    document.querySelectorAll("[data-error-summary] a[href^='#']").forEach((link) => link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.closest(".field")?.scrollIntoView({ block: "center" });
    }));
    const end = document.getElementById("session-ends");
    if (end) watch(end);
  });

  function watch(dialog) {
    const warnAfter = Math.max(1, Number(dialog.dataset.sessionMinutes) - 2) * 60000;
    let timer = setTimeout(() => dialog.showModal(), warnAfter);
    dialog.addEventListener("close", () => {
      fetch(location.href, { method: "HEAD", credentials: "same-origin" }).catch(() => {});
      clearTimeout(timer);
      timer = setTimeout(() => dialog.showModal(), warnAfter);
    });
  }
})();
