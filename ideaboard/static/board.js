// What every page needs: votes, forms that go once, a network that may fail. Pages are complete without it,
// and bring its words in their language: templates/_said.html.

export const $ = (selector, from = document) => from.querySelector(selector);
export const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
export const store = (work) => { try { return work(localStorage, sessionStorage); } catch { return null; } };

const said = $("#said");
export const words = said.dataset;
const me = document.body.dataset.person ?? "";

// A live region speaks only when its text changes, so it is emptied first.
export const say = (sentence = "", look = "visually-hidden") => {
  said.textContent = "";
  said.parentNode.className = look;
  setTimeout(() => { said.textContent = sentence; }, 50);
};
said.parentNode.onclick = () => say();

// What is answered, null when nothing is; an Error with the server's sentence when it is refused.
export const ask = async (address, options) => {
  const usual = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(30_000) };
  const answer = await fetch(address, { ...usual, ...options }).catch(() => null);
  if (!answer || answer.status > 501) return null;
  const isJson = answer.headers.get("content-type")?.includes("json");
  const face = await (isJson ? answer.json() : answer.text());
  if (!answer.ok || answer.redirected) throw new Error(face.error || words.odd);
  return face;
};

// A part of a page, made by the server's own templates.
export const part = (address, options) => ask(address, { headers: { Accept: "text/html" }, ...options });

const rest = (pause) => new Promise((go) => {
  setTimeout(go, pause);
  addEventListener("online", go, { once: true });
  $("#send-now").addEventListener("click", go, { once: true });
});

// Asks until there is an answer, and says so when that takes long: for what may be sent twice.
export const insist = async (address, options, kept = words.kept) => {
  const slow = setTimeout(say, 8000, words.slow, "toast");
  for (let pause = 2000; ; pause = Math.min(2 * pause, 60_000)) {
    const face = await ask(address, options).finally(() => clearTimeout(slow));
    if (face !== null) {
      if (said.closest(".toast")) say();
      return face;
    }
    if (!said.closest(".waiting")) say(kept, "toast waiting");
    await rest(pause);
  }
};

addEventListener("offline", () => say(words.offline, "toast"));
addEventListener("online", () => say(words.online));

// Votes: shown at once, sent until the server has them, corrected when refused.

const { format } = new Intl.NumberFormat(document.documentElement.lang);
const number = (value) => format(value).replace("-", "\u2212");

const show = (form, { score, my_vote, promotes, demotes, tally }) => {
  Object.assign(form.dataset, { score, mine: my_vote });
  $("[data-shown]", form).textContent = number(score);
  if (tally) $(".score", form).title = tally;
  for (const button of $$("[data-of]", form)) {
    const of = +button.dataset.of;
    button.setAttribute("aria-pressed", of === my_vote);
    button.value = of === my_vote ? 0 : of;
    const count = tally && $("[data-count]", button);
    if (count) count.textContent = number(of === 1 ? promotes : demotes);
  }
};

const vote = async (form, button) => {
  const { score, mine } = form.dataset;
  const my_vote = +button.value;
  show(form, { score: score - mine + my_vote, my_vote });
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  try {
    let tally;
    // Who clicks again meanwhile means the last click.
    do {
      const body = new URLSearchParams({ value: form.dataset.mine, as: me });
      tally = await insist(form.action, { method: "POST", body, keepalive: true });
    } while (tally.my_vote !== +form.dataset.mine);
    show(form, tally);
    say(tally.said);
  } catch (refused) {
    show(form, { score, my_vote: +mine });
    say(refused.message, "toast");
  }
  delete form.dataset.busy;
};

// Drafts (board/writing.js) go when the page after a form carries a notice; an error's page may send it again.

export const draftKey = (form) => `draft:${me}:${form}`;
store((local, tab) => {
  if ($("[data-failed]")) return;
  if ($("[data-notice]") && !$(".problems")) local.removeItem(draftKey(tab.getItem("sent")));
  tab.removeItem("sent");
});

// Forms: each goes once, and a text not into a dead line, where the browser's error page takes its place.

const allowAgain = () => {
  for (const form of $$("[data-sent]")) {
    delete form.dataset.sent;
    $("[aria-busy]", form)?.removeAttribute("aria-busy");
  }
  say();
};
addEventListener("pageshow", allowAgain);

const hold = async (form, button) => {
  form.dataset.sent = "held";
  button?.setAttribute("aria-busy", "true");
  // Who goes on writing has not finished, and sends it again.
  form.addEventListener("input", allowAgain, { once: true });
  await insist("/healthz", {}, words.held).catch(() => {});
  if (form.dataset.sent !== "held") return;
  form.dataset.sent = "ready";
  form.insertAdjacentHTML("beforeend", `<input type="hidden" name="as" value="${me}">`);
  form.requestSubmit(button);
};

const leave = (form) => {
  form.dataset.sent = "gone";
  setTimeout(() => { allowAgain(); say(words.slow, "toast"); }, 8000);
};

addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  const { sent } = form.dataset;
  if (event.defaultPrevented || form.method !== "post") return;
  const isLight = navigator.onLine && !$("textarea, [type=text]", form);
  if (form.matches("[data-vote]")) vote(form, button);
  else if (sent === "ready" || (!sent && isLight)) return leave(form);
  else if (!sent) hold(form, button);
  event.preventDefault();
});

// A shared computer must not keep what was typed.
$("[data-signout]")?.addEventListener("submit", () => store((local) => {
  for (const key of Object.keys(local)) if (key.startsWith("draft:")) local.removeItem(key);
}));

// An open menu closes at a click elsewhere, and at Escape.
for (const type of ["click", "keydown"]) addEventListener(type, ({ key, target }) => {
  const menu = $("details.menu[open]");
  if (!menu || (key ? key !== "Escape" : menu.contains(target))) return;
  menu.open = false;
  if (key) $("summary", menu).focus();
});
