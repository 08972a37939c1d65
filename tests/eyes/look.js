// What is measured in an open page. Each function returns a list of [rule, selector, snippet].
(() => {
  const name = (element) => {
    const parts = [];
    for (let at = element; at && at !== document.body && parts.length < 3; at = at.parentElement) {
      const mark = at.id ? `#${at.id}` : [...at.classList].slice(0, 2).map((word) => `.${word}`).join("");
      parts.unshift(at.localName + mark);
      if (at.id) break;
    }
    return parts.join(" > ");
  };
  const found = (rule, element, more = "") =>
    [rule, name(element), `${more}${more && " "}${element.outerHTML.slice(0, 120)}`];
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = (selector) => [...document.body.querySelectorAll(selector)].filter(shown);
  const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
  const clipped = (element) => {
    for (let at = element; at && at !== document.body; at = at.parentElement)
      if (scrolls(at) || getComputedStyle(at).clipPath !== "none") return true;
    return false;
  };
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const ground = getComputedStyle(at).backgroundColor;
      if (!/^rgba\(.*, 0\)$/.test(ground)) return ground;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)";
  };
  const CONTROLS = "a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex='0']";

  const STATES = ["aria-current", "aria-pressed", "aria-invalid", "aria-busy", "disabled", "readonly", "open", "type"];

  window.look = {
    open() {
      for (const details of document.querySelectorAll("details:not(.menu)")) details.open = true;
    },

    // How every element is built, from the body down: what style sheets tell apart, but for counting children.
    paths() {
      const known = new Map([[document.body, ""]]);
      for (const element of document.body.querySelectorAll("*")) {
        const states = STATES.filter((state) => element.hasAttribute(state))
          .map((state) => `[${state}=${element.getAttribute(state)}]`);
        const own = [element.localName, ...[...element.classList].sort(), ...states].join(".");
        known.set(element, `${known.get(element.parentElement)} ${own}`);
      }
      return [...new Set(known.values())];
    },

    // Nothing sticks out to the side, whether it makes the page scroll or is cut off.
    sideways() {
      const wide = document.documentElement.clientWidth;
      const out = all("*").filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && (box.right > wide + 1 || box.left < -1) && !clipped(element);
      });
      const scroll = document.documentElement.scrollWidth > wide;
      if (scroll && !out.length) return [found("sideways scroll", document.body)];
      return out.slice(-3).map((element) => found("sideways", element, `of ${wide} px`));
    },

    // Everything the Tab key reaches shows that it has the focus, by what `lines` allows.
    focus(lines) {
      const out = [];
      for (const element of all(CONTROLS)) {
        if (element.disabled || element.tabIndex < 0) continue;
        const before = getComputedStyle(element).boxShadow;
        element.focus({ preventScroll: true, focusVisible: true });
        if (document.activeElement !== element) continue;
        const style = getComputedStyle(element);
        const line = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
        const shade = lines !== "outline" && style.boxShadow !== before && style.boxShadow !== "none";
        if (!line && !shade) out.push(found("focus not visible", element));
      }
      document.activeElement.blur();
      return out.slice(0, 3);
    },

    // axe reads -webkit-text-fill-color, which stays the page's own; `color` is what is painted. Plain colours only.
    forced() {
      const pale = all("*").filter((element) => {
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) return false;
        if (element.closest("svg")) return false;
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05) < 4.5;
      });
      return pale.slice(0, 3).map((element) => found("contrast in forced colours", element));
    },

    // In forced colours a background alone is not seen: what is pressed or typed into has an edge.
    edges() {
      const bare = all("button:not(.quiet, .link, .votes *), input:not([type=hidden]), textarea, select").filter((element) => {
        const style = getComputedStyle(element);
        if (["checkbox", "radio", "file"].includes(element.type)) return false;
        return ["Top", "Bottom"].every((side) => style[`border${side}Style`] === "none" || !parseFloat(style[`border${side}Width`]));
      });
      return bare.slice(0, 3).map((element) => found("no edge in forced colours", element));
    },

    // With reduced motion nothing moves by itself and nothing glides.
    motion() {
      const seconds = (list) => Math.max(...list.split(",").map(parseFloat));
      const moving = [document.documentElement, ...all("*")].filter((element) => {
        const style = getComputedStyle(element);
        return style.scrollBehavior === "smooth" || seconds(style.transitionDuration) > 0.01 ||
          (style.animationName !== "none" && seconds(style.animationDuration) > 0.01);
      });
      return moving.slice(0, 3).map((element) => found("moves in spite of reduced motion", element));
    },

    async axe(options) {
      const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
      return violations.flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map((node) => [id, node.target.flat().join(" "), node.html.slice(0, 160)
          + (id.includes("contrast") ? ` ${node.any[0]?.message ?? ""}` : "")]));
    },
  };
})();
