// Single keys, for who likes them: never while typing, never with a modifier, and they can be switched off.

const $ = (selector, from = document) => from.querySelector(selector);
const HELP = "/help/keyboard";
const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };

const rows = () => [...document.querySelectorAll("main .post-row")];
const row = () => document.activeElement?.closest(".post-row") ?? null;

const move = (step) => {
  const all = rows();
  const next = all[all.indexOf(row()) + step] ?? (row() ? null : all[0]);
  $(".post-title a", next ?? undefined)?.focus();
};

const comment = () => {
  const box = $("#f-body");
  const post = $(".post-title a", row() ?? document.createElement("p"));
  if (post) location.assign(`${post.pathname}#f-body`);
  else if ($("#comments")) box?.focus();
};

// The dialog is the page /help/keyboard itself, so that both say the same.
const help = async () => {
  if ($("#keys")) return $("#keys-dialog")?.showModal();
  try {
    const page = new DOMParser().parseFromString(await (await fetch(HELP)).text(), "text/html");
    const dialog = document.createElement("dialog");
    dialog.id = "keys-dialog";
    dialog.setAttribute("aria-labelledby", "keys-head");
    dialog.append($("#keys", page));
    document.body.append(dialog);
    watch();
    dialog.showModal();
  } catch { location.assign(HELP); }
};

const watch = () => {
  const choice = $("#keys-on");
  if (!choice) return;
  choice.checked = !off();
  choice.addEventListener("change", () => {
    try { localStorage.setItem("keys", choice.checked ? "on" : "off"); } catch { /* kept for this page only */ }
  });
};

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => $('[data-vote] [data-of="1"]', row() ?? $("main > article") ?? undefined)?.click(),
  c: comment,
  "/": () => $("#find")?.focus(),
  "?": help,
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
