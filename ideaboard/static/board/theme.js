// The choice of colours, kept in this browser; before the first paint, so that no page flashes.
{
  const choose = (theme) => {
    document.documentElement.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-choice]"))
      button.setAttribute("aria-pressed", button.dataset.themeChoice === theme);
  };
  const read = () => { try { return localStorage.getItem("theme") || ""; } catch { return ""; } };
  choose(read());
  addEventListener("DOMContentLoaded", () => choose(read()));
  addEventListener("click", ({ target }) => {
    const theme = target.closest("[data-theme-choice]")?.dataset.themeChoice;
    if (theme === undefined) return;
    choose(theme);
    try { localStorage.setItem("theme", theme); } catch { /* not kept */ }
  });
}
