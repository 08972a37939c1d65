// What makes the board quicker under the hand. Every page is complete without it.

const $ = (selector, from = document) => from.querySelector(selector);
const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
const OFFLINE = "The board cannot be reached right now. Nothing was sent; try again in a moment.";

const element = (tag, text = "", attributes = {}) => {
  const made = Object.assign(document.createElement(tag), { textContent: text });
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

const number = (value) =>
  String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f").replace("-", "\u2212");

// A live region speaks only when its text changes, so it is emptied first.
const say = (sentence) => {
  const region = $("#said");
  region.textContent = "";
  setTimeout(() => { region.textContent = sentence; }, 50);
};

// The JSON answer; an Error with the server's own sentence when it is refused.
const ask = async (address, options = {}) => {
  let answer;
  try {
    answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
  } catch (trouble) {
    throw trouble.name === "AbortError" ? trouble : new Error(OFFLINE);
  }
  const isJson = answer.headers.get("content-type")?.includes("json");
  const face = isJson ? await answer.json() : {};
  if (!answer.ok || !isJson) throw new Error(face.error || "That did not work. Load the page again and try once more.");
  return face;
};

// Votes: shown at once, corrected when refused.

const tallyOf = (form) => ({
  score: Number(form.dataset.score),
  my_vote: Number($('[aria-pressed="true"]', form)?.dataset.of ?? 0),
  promotes: Number(form.dataset.promotes),
  demotes: Number(form.dataset.demotes),
});

const foreseen = (tally, value) => {
  const promotes = tally.promotes + (value === 1) - (tally.my_vote === 1);
  const demotes = tally.demotes + (value === -1) - (tally.my_vote === -1);
  const score = tally.score + promotes - tally.promotes - demotes + tally.demotes;
  return { promotes, demotes, score, my_vote: value };
};

const showTally = (form, tally) => {
  Object.assign(form.dataset, { score: tally.score, promotes: tally.promotes, demotes: tally.demotes });
  $("[data-shown]", form).textContent = number(tally.score);
  const many = (count, name) => `${number(count)} ${name}${count === 1 ? "" : "s"}`;
  $(".score", form).title = `${many(tally.promotes, "promote")}, ${many(tally.demotes, "demote")}`;
  for (const button of $$("button[data-of]", form)) {
    const of = Number(button.dataset.of);
    const given = of === tally.my_vote;
    button.setAttribute("aria-pressed", String(given));
    button.value = given ? 0 : of;
    const count = $("[data-count]", button);
    if (count) count.textContent = number(of === 1 ? tally.promotes : tally.demotes);
  }
};

const vote = async (form, button) => {
  if (form.dataset.busy) return;
  const before = tallyOf(form);
  const value = Number(button.value);
  const body = new URLSearchParams({ value, next: form.elements.next.value });
  const place = $(".post-text", form.closest(".post-row") ?? form) ?? form;
  $(".said", place)?.remove();
  form.dataset.busy = "yes";
  showTally(form, foreseen(before, value));
  try {
    const tally = await ask(form.getAttribute("action"), { method: "POST", body, keepalive: true });
    showTally(form, tally);
    const what = { 1: "Promoted", "-1": "Demoted", 0: "Vote taken back" }[tally.my_vote ?? 0];
    say(`${what}. The score is ${number(tally.score)}.`);
  } catch (refused) {
    showTally(form, before);
    place.append(element("p", refused.message, { class: "said" }));
    say(refused.message);
  } finally {
    delete form.dataset.busy;
  }
};

// Similar posts, while a title is typed.

const watchSimilar = (input) => {
  const place = document.getElementById(input.dataset.similar);
  if (!place) return;
  place.setAttribute("aria-live", "polite");
  let timer, asking, shown = "";
  const show = (results) => {
    const key = results.map((post) => post.id).join();
    if (key === shown) return;
    shown = key;
    if (!results.length) return place.replaceChildren();
    const list = element("ul");
    for (const post of results) {
      const item = element("li");
      item.append(element("a", post.title, { href: post.url, target: "_blank", rel: "noopener" }));
      item.append(element("span", ` ${post.status.replaceAll("_", " ")}`, { class: "hint" }));
      list.append(item);
    }
    place.replaceChildren(element("p", "Has it been said already? A vote there counts for more than a twin."), list);
  };
  const look = async () => {
    const title = input.value.trim();
    asking?.abort();
    if (title.split(/\s+/).length < 3) return show([]);
    asking = new AbortController();
    try {
      const face = await ask(`/posts/similar?${new URLSearchParams({ title })}`, { signal: asking.signal });
      show(face.results);
    } catch { /* A hint that does not come is no trouble worth a word. */ }
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 250); });
};

// Drafts: what is typed is kept in this browser until the server says it has it.

const store = (work) => { try { return work(localStorage, sessionStorage); } catch { return null; } };
const draftKey = (key) => `draft:${document.body.dataset.person ?? ""}:${key}`;
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && field.matches("textarea, input:is(:not([type]), [type=text], [type=url])"));

const forget = (key) => store((kept) => kept.removeItem(draftKey(key)));

// A form counts as saved when the very next page carries a notice and no refusal.
const clearSaved = () => {
  const sent = store((_, tab) => { const key = tab.getItem("sent"); tab.removeItem("sent"); return key; });
  if (sent && $("[data-notice]") && document.body.dataset.person && !$(".problems, [data-failed]")) forget(sent);
  for (const meta of $$('meta[name="saved"]')) forget(meta.content);
};

const keepDraft = (form) => {
  const key = form.dataset.keep;
  const kept = store((local) => JSON.parse(local.getItem(draftKey(key)) ?? "{}")) ?? {};
  const filled = fieldsOf(form).filter((field) => !field.value && kept[field.name]);
  for (const field of filled) field.value = kept[field.name];
  if (filled.length) {
    const note = element("p", "What you typed before is back. ", { class: "hint", role: "status" });
    const drop = element("button", "Throw it away", { type: "button", class: "small" });
    drop.addEventListener("click", () => {
      for (const field of filled) field.value = "";
      forget(key);
      note.remove();
      filled[0].focus();
    });
    note.append(drop);
    form.prepend(note);
  }
  let timer;
  const save = () => {
    const texts = Object.fromEntries(fieldsOf(form).filter((f) => f.value).map((f) => [f.name, f.value]));
    store((local) => local.setItem(draftKey(key), JSON.stringify(texts)));
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
  form.addEventListener("submit", () => { clearTimeout(timer); save(); store((_, tab) => tab.setItem("sent", key)); });
};

// Preview: the server's own Markdown, so that what is shown is what will stand there.

const preview = async (button) => {
  const source = document.getElementById(button.dataset.preview);
  const place = document.getElementById(button.getAttribute("aria-controls"));
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(open));
  button.textContent = open ? "Close preview" : "Preview";
  place.hidden = !open;
  if (!open) return;
  try {
    const face = await ask("/posts/preview", { method: "POST", body: new URLSearchParams({ body: source.value }) });
    place.innerHTML = face.html || "<p>Nothing to show yet.</p>";
  } catch (refused) {
    place.replaceChildren(element("p", refused.message, { class: "said" }));
  }
};

// Writing: quotes, a small toolbar, and names behind an @. What is put in can be undone.

const put = (area, text) => {
  area.focus();
  document.execCommand("insertText", false, text);
};

const button = (name, work, kind = "quiet small") => {
  const made = element("button", name, { type: "button", class: kind });
  made.addEventListener("click", work);
  return made;
};

const group = (label) => element("div", "", { class: "writing", role: "group", "aria-label": label });

const quote = (link) => {
  const comment = link.closest(".comment");
  const area = $(".reply textarea", comment);
  area.closest("details").open = true;
  put(area, `${$(".prose", comment).innerText.trim().replace(/^/gm, "> ")}\n\n`);
};

const MARKS = { Bold: "**", Italic: "_", Code: "`", Link: "[", List: "- ", Quote: "> " };

const addToolbar = (area) => {
  const bar = group("Formatting");
  for (const [name, mark] of Object.entries(MARKS)) {
    bar.append(button(name, () => {
      const { value, selectionStart: start, selectionEnd: end } = area;
      const words = value.slice(start, end);
      if (mark[1] !== " ") return put(area, mark + (words || name) + (mark === "[" ? "](https://)" : mark));
      const line = value.lastIndexOf("\n", start - 1) + 1;
      area.setSelectionRange(line, end);
      put(area, value.slice(line, end).replace(/^/gm, mark));
    }));
  }
  area.before(bar);
};

const completeNames = (area) => {
  const list = group("People to mention");
  area.after(list);
  let timer;
  const typed = () => /(?:^|\s)@([\p{L}\p{N}][^\n@]{0,40})$/u.exec(area.value.slice(0, area.selectionStart))?.[1];
  const look = async () => {
    const name = typed();
    const found = name ? await ask(`/people/mention?${new URLSearchParams({ q: name })}`).catch(() => 0) : 0;
    if (name !== typed()) return;
    list.replaceChildren(...(found ? found.people : []).map((person) => button(person.name, () => {
      const end = area.selectionStart;
      area.setSelectionRange(end - name.length - 1, end);
      put(area, `${person.mark} `);
      list.replaceChildren();
    }, "small")));
    if (list.firstChild) say(`${found.people.length} names. Tab to choose.`);
  };
  area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 200); });
};

// Wiring.

clearSaved();
$$("form[data-keep]").forEach(keepDraft);
$$("input[data-similar]").forEach(watchSimilar);
$$("textarea[data-markdown]").forEach(addToolbar);
$$("textarea[name=body]").forEach(completeNames);
// A table wider than its place is scrolled with the arrow keys too.
for (const table of $$(".prose table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-vote]") && event.submitter) {
    event.preventDefault();
    vote(form, event.submitter);
  } else if (form.matches("[data-signout]")) {
    // A shared computer must not keep what was typed.
    store((local) => Object.keys(local).filter((k) => k.startsWith("draft:")).forEach((k) => local.removeItem(k)));
  } else if (form.method === "post") {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-busy", "true");
    setTimeout(allowAgain, 5000);
  }
});

// After a while, or back on this page from the browser's memory, it may be sent again.
const allowAgain = () => {
  for (const form of $$("form[data-sent]")) delete form.dataset.sent;
  for (const button of $$("[aria-busy]")) button.removeAttribute("aria-busy");
};
addEventListener("pageshow", (event) => { if (event.persisted) allowAgain(); });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-preview]");
  if (button) preview(button);
  const link = event.target.closest("[data-quote]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    quote(link);
  }
  for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && $("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  $("summary", menu).focus();
});
