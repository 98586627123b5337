// What the pages do beyond links and forms. Everything works without this file.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const body = document.body;

  // ---- a way from page to page that is cut short is no error
  for (const name of ["pageswap", "pagereveal"]) {
    window.addEventListener(name, ({ viewTransition: way }) => {
      for (const end of way ? [way.ready, way.finished] : []) end.catch(() => {});
    });
  }

  // ---- dialogs: commandfor and popovers for browsers that lack them, a click beside closes
  const open = (dialog) => dialog && !dialog.open && dialog.showModal();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    if (button && !("commandForElement" in button)) {
      const target = document.getElementById(button.getAttribute("commandfor"));
      if (button.getAttribute("command") === "show-modal") open(target);
      else target?.close();
    }
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast")?.remove();
    if (event.target.tagName === "DIALOG" && event.target.open) {
      const box = event.target.getBoundingClientRect();
      const { clientX: x, clientY: y } = event;
      const within = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      if (!within && y) event.target.close();
    }
  });

  // ---- the sheet: what htmx loads into it opens it, an empty answer closes it
  let opener = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target?.id === "sheet-body" && !$("#sheet").open) opener = event.detail.elt;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target?.id !== "sheet-body") return;
    if (!target.firstElementChild) return $("#sheet").close();
    open($("#sheet"));
    const covers = document.documentElement.classList.contains("hide-amt") ? ":not(.amt[value])" : "";
    ($("[aria-invalid=true], [autofocus]", target) || $(`input:not([type=hidden])${covers}, select, textarea`, target))?.focus();
  });
  $("#sheet")?.addEventListener("close", () => {
    $("#sheet-body").replaceChildren();
    opener?.focus();
  });

  // ---- a request that failed says so where one looks; what was typed stays
  const say = (text) => {
    const sheet = $("#sheet[open] .db");
    const place = sheet || $("#toasts");
    if (!place || !text) return;
    const note = document.createElement("div");
    note.className = sheet ? "note err" : "toast bad";
    note.dataset.trouble = note.dataset.dismiss = "";
    note.setAttribute("role", "alert");
    note.textContent = text;
    place.prepend(note);
    note.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:sendError", () => say(body.dataset.offline));
  document.addEventListener("htmx:timeout", () => say(body.dataset.offline));
  document.addEventListener("htmx:responseError", (event) => {
    say(event.detail.xhr.status === 404 ? body.dataset.gone : body.dataset.fault);
  });
  document.addEventListener("htmx:beforeRequest", () => $("[data-trouble]")?.remove());

  // ---- focus survives a swap: the element with the same id has it again
  let focused = "";
  document.addEventListener("htmx:beforeSwap", () => { focused = document.activeElement?.id || ""; });
  document.addEventListener("htmx:afterSettle", () => {
    if (focused && document.activeElement === body) document.getElementById(focused)?.focus();
  });

  // ---- hide amounts, on this device
  document.documentElement.style.setProperty("--covered", JSON.stringify(body.dataset.covered || ""));
  const hide = (hidden) => {
    document.documentElement.classList.toggle("hide-amt", hidden);
    document.cookie = `amounts=${hidden ? "hidden" : "shown"};path=/;max-age=31536000;samesite=lax`;
    document.querySelectorAll("[data-privacy]").forEach((form) => {
      form.elements.amounts.value = hidden ? "shown" : "hidden";
      $("button", form).setAttribute("aria-pressed", hidden);
    });
  };
  const toggle = () => hide(!document.documentElement.classList.contains("hide-amt"));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-privacy]")) {
      event.preventDefault();
      toggle();
    } else if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
    } else if (form.method === "post" && !form.hasAttribute("hx-post")) {
      // a second click must not send a second time
      if (form.classList.contains("busy")) event.preventDefault();
      form.classList.add("busy");
      setTimeout(() => form.classList.remove("busy"), 10000);
    }
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form.busy").forEach((form) => form.classList.remove("busy")));

  // ---- charts: one tab stop each, arrows walk
  const walk = (point, key) => {
    const points = [...point.closest("svg.plot, svg.dial").querySelectorAll(".pt")];
    const at = points.indexOf(point);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: points.length - 1 }[key];
    if (to === undefined || !points[to]) return to !== undefined;
    point.tabIndex = -1;
    points[to].tabIndex = 0;
    points[to].focus();
    return true;
  };

  // ---- lists of the CMS: what is cut off is told on hover
  document.addEventListener("mouseover", (event) => {
    const cell = event.target.closest("#changelist tbody :is(td, th)");
    if (cell && cell.scrollWidth > cell.clientWidth) cell.title = cell.innerText;
  });

  // ---- keys: ? help, g then t e i, a add, / search, h hide; Ctrl Shift E for staff
  let after = "";
  const go = (selector) => { const link = $(selector); if (link) link.click(); return Boolean(link); };
  const keys = {
    "?": () => { open($("#keys")); return true; },
    "/": () => { const field = $("input[type=search]"); field?.focus(); field?.select(); return Boolean(field); },
    a: () => go('[data-key="a"]'),
    h: () => { toggle(); return true; },
    "g t": () => go('.dock [data-key="g t"]'),
    "g e": () => go('.dock [data-key="g e"]'),
    "g i": () => go('.dock [data-key="g i"]'),
    "g r": () => go('.dock [data-key="g r"]'),
  };
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey && event.shiftKey && key.toLowerCase() === "e" && body.dataset.cmsUrl) {
      event.preventDefault();
      location.assign(body.dataset.cmsUrl);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.matches?.(".pt")) {
      if (walk(target, key)) event.preventDefault();
      if (key.startsWith("Arrow")) return;
    }
    if (target.closest?.("input, select, textarea, [contenteditable]")) return;
    if (body.dataset.shortcuts === "off" || $("dialog[open]")) return;
    const act = keys[after + key];
    after = key === "g" ? "g " : "";
    if (act?.()) event.preventDefault();
  });

  // ---- a page of our own when the network is gone; amounts are never kept
  if (body.classList.contains("app") && "serviceWorker" in navigator) {
    window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }

  // ---- sign-in pages: show a password, tell the time zone
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-password]");
    const field = button && document.getElementById(button.dataset.showPassword);
    if (!field) return;
    field.type = field.type === "password" ? "text" : "password";
    button.setAttribute("aria-pressed", field.type === "text");
  });
  document.querySelectorAll("input[data-timezone]").forEach((field) => {
    field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  });
})();
