// Single keys: never while typing, never with a modifier, and with a switch.

import { $, $$, part, store } from "../board.js";

const off = () => store((kept) => kept.getItem("keys")) === "off";

const row = () => document.activeElement?.closest(".post-row");

const move = (step) => {
  const all = $$("main .post-row");
  const next = row() ? all[all.indexOf(row()) + step] : all[0];
  if (next) $(".post-title a", next).focus();
};

const comment = () => {
  if (row()) location.assign(`${$(".post-title a", row()).pathname}#f-body`);
  else $("#comments #f-body")?.focus();
};

const help = async () => {
  if (!$("#keys")) document.body.insertAdjacentHTML("beforeend", await part("/help/keyboard?part=dialog") ?? "");
  watch();
  $("#keys-dialog")?.showModal();
};

const watch = () => {
  const choice = $("#keys-on");
  if (!choice) return;
  choice.checked = !off();
  choice.onchange = () => store((kept) => kept.setItem("keys", choice.checked ? "on" : "off"));
};

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  u: () => $('[data-of="1"]', row() ?? $("main > article") ?? $("main"))?.click(),
  c: comment,
  "/": () => $("#find")?.focus(),
  "?": () => help().catch(() => location.assign("/help/keyboard")),
};

addEventListener("keydown", (event) => {
  const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off()) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  event.preventDefault();
  act();
});

watch();
if (location.hash === "#f-body") $("#f-body")?.focus();
