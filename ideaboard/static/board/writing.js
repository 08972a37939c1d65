// What helps while writing: drafts, preview, marks, quotes, names behind an @, posts that look alike.

import { $, $$, draftKey, insist, part, say, store, words } from "../board.js";

// What is put in can be undone.
const put = (area, text) => {
  area.focus();
  document.execCommand("insertText", false, text);
};

const atRest = (work) => {
  let timer;
  return () => { clearTimeout(timer); timer = setTimeout(work, 250); };
};

// Drafts: what was typed comes back where its field begins as it did then: nobody has saved since.
const keepDraft = (form) => {
  const key = draftKey(form.dataset.keep);
  const kept = store((local) => JSON.parse(local.getItem(key))) ?? {};
  const fields = $$("textarea, [type=text], [type=radio], [type=checkbox]", form).map((field) => {
    const [is, was] = /radio|checkbox/.test(field.type) ? ["checked", "defaultChecked"] : ["value", "defaultValue"];
    const [start, typed] = kept[field.id] ?? [];
    const back = start === field[is] && start !== typed;
    if (back) field[is] = typed;
    // A form that came back refused begins with what was typed: its own beginning is the one kept.
    return { field, is, back, start: typed === field[was] ? start : field[was] };
  });
  if (fields.some(({ back }) => back)) offerToDrop(form, key);
  const save = () => {
    const changed = fields.filter(({ field, is, start }) => field[is] !== start);
    const draft = changed.map(({ field, is, start }) => [field.id, [start, field[is]]]);
    store((local) => local.setItem(key, JSON.stringify(Object.fromEntries(draft))));
  };
  form.addEventListener("input", atRest(save));
  form.addEventListener("submit", () => { save(); store((_, tab) => tab.setItem("sent", form.dataset.keep)); });
};

const offerToDrop = (form, key) => {
  form.prepend($("#draft-is-back").content.cloneNode(true));
  $("button", form).onclick = () => {
    form.reset();
    store((local) => local.removeItem(key));
    form.firstElementChild.remove();
    $("textarea", form).focus();
  };
};

const preview = async (button, area) => {
  const place = $(".preview", button.closest(".field"));
  place.hidden = !place.hidden;
  button.setAttribute("aria-expanded", !place.hidden);
  if (place.hidden) return;
  const body = new URLSearchParams({ body: area.value });
  try {
    place.innerHTML = (await insist("/posts/preview", { method: "POST", body })).html || words.nothing;
  } catch (refused) {
    say(refused.message, "toast");
  }
};

// A mark goes around the words, as **|** does, or before each line.
const format = (button, area) => {
  const { value, selectionStart: start, selectionEnd: end } = area;
  const [before, after] = button.dataset.mark.split("|");
  if (after) return put(area, before + (value.slice(start, end) || button.textContent) + after);
  const line = value.lastIndexOf("\n", start - 1) + 1;
  area.setSelectionRange(line, end);
  put(area, value.slice(line, end).replace(/^/gm, before));
};

const mention = (button, area) => {
  const end = area.selectionStart;
  area.setSelectionRange(area.value.lastIndexOf("@", end - 1), end);
  put(area, button.dataset.mention);
};

const quote = (link, area) => {
  area.closest("details").open = true;
  put(area, `${$(".prose", link.closest(".comment")).innerText.trim().replace(/^/gm, "> ")}\n\n`);
};

addEventListener("click", (event) => {
  for (const [name, use] of Object.entries({ preview, mark: format, mention, quote })) {
    const tool = event.target.closest(`[data-${name}]`);
    if (!tool || event.ctrlKey || event.metaKey) continue;
    event.preventDefault();
    use(tool, $("textarea", tool.closest(".field") ?? tool.closest(".comment")));
  }
});

// Hints: parts of pages for what is typed. One that does not come is worth no word.

const hint = (field, place, address) => {
  let asking, shown = "";
  field.addEventListener("input", atRest(async () => {
    asking?.abort();
    asking = new AbortController();
    const at = address();
    const found = at ? await part(at, { signal: asking.signal }).catch(() => "") : "";
    if (found !== null && found !== shown) place.innerHTML = shown = found;
  }));
};

$$("form[data-keep]").forEach(keepDraft);

for (const title of $$("[data-similar]"))
  hint(title, $("#similar"), () => `/posts/similar?part=list&title=${encodeURIComponent(title.value)}`);

for (const place of $$("[data-names]")) {
  const area = $("textarea", place.parentNode);
  hint(area, place, () => {
    const name = /(?:^|\s)@([\p{L}\p{N}][^\n@]{0,40})$/u.exec(area.value.slice(0, area.selectionStart));
    return name && `/people/mention?part=list&q=${encodeURIComponent(name[1])}`;
  });
}
