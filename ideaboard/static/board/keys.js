// Single keys: never while typing, never with a modifier, and with a switch.

const $ = (selector, from = document) => from.querySelector(selector);
const HELP = "/help/keyboard";
const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

const row = () => document.activeElement?.closest(".post-row");

const move = (step) => {
  const all = [...document.querySelectorAll("main .post-row")];
  const next = row() ? all[all.indexOf(row()) + step] : all[0];
  if (next) $(".post-title a", next).focus();
};

const comment = () => {
  if (row()) location.assign(`${$(".post-title a", row()).pathname}#f-body`);
  else $("#comments #f-body")?.focus();
};

// The dialog is the page itself.
const help = async () => {
  if ($("#keys")) return $("#keys-dialog")?.showModal();
  const page = new DOMParser().parseFromString(await (await fetch(HELP)).text(), "text/html");
  const dialog = Object.assign(document.createElement("dialog"), { id: "keys-dialog" });
  dialog.setAttribute("aria-labelledby", "keys-head");
  dialog.append($("#keys", page));
  document.body.append(dialog);
  watch();
  dialog.showModal();
};

const watch = () => {
  const choice = $("#keys-on");
  if (!choice) return;
  choice.checked = !off();
  choice.addEventListener("change", () => {
    try { localStorage.setItem("keys", choice.checked ? "on" : "off"); } catch { /* not kept */ }
  });
};

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => $('[data-of="1"]', row() ?? $("main > article") ?? $("main"))?.click(),
  c: comment,
  "/": () => $("#find")?.focus(),
  "?": () => help().catch(() => location.assign(HELP)),
};

document.addEventListener("keydown", (event) => {
  const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off()) return;
  if (event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
  event.preventDefault();
  act();
});

watch();
if (location.hash === "#f-body") $("#f-body")?.focus();
