// The choice of colours, kept in this browser. Loaded before the first paint, so that no page flashes.
{
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } };
  const show = (theme) => {
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  };
  show(read());
  document.addEventListener("DOMContentLoaded", () => show(read()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (!button) return;
    try { localStorage.setItem("theme", button.dataset.themeChoice); } catch { /* private windows keep nothing */ }
    show(button.dataset.themeChoice);
  });
  addEventListener("storage", (event) => { if (event.key === "theme") show(read()); });
}
