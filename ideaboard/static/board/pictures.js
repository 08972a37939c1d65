// A picture is pasted, dropped or chosen, asked what it shows, kept, and put where the caret is.

import { say } from "../board.js";

const box = document.querySelector("[data-picture]");
const { picture, busy, done, lost } = box.dataset;
const [file, alt, plain] = box.querySelectorAll("input");
const [add, cancel] = box.querySelectorAll("button");
const { form } = add;
const tell = (words) => { box.querySelector(".said").textContent = words; };

const close = () => {
  tell(file.value = alt.value = "");
  plain.checked = box.open = false;
  form.body.focus();
};

form.body.onpaste = form.body.ondrop = form.body.ondragover = (event) => {
  const { files, types } = event.clipboardData ?? event.dataTransfer;
  // A spreadsheet brings its cells as text too, and means that.
  if (types.includes("text/plain") || !types.includes("Files")) return;
  event.preventDefault();
  if (!files[0]) return;
  file.files = files;
  box.open = true;
  alt.focus();
};

add.onclick = async (event) => {
  event.preventDefault();
  if (add.disabled) return;
  tell(busy);
  const sent = { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } };
  add.disabled = true;
  try {
    const face = await (await fetch(picture, sent)).json();
    if (face.markdown) {
      close();
      document.execCommand("insertText", false, face.markdown);
      say(done);
    } else tell(Object.values(face.fields)[0] ?? face.error);
  } catch { tell(lost); }
  add.disabled = false;
};

cancel.onclick = close;
alt.onkeydown = (event) => {
  if (event.key === "Enter") add.onclick(event);
  if (event.key === "Escape") close();
};
