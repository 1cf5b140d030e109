// What happens in the browser alone.

// Whether the server answers: told on the page, and the page starts anew when it answers again.
(function () {
  const ask = window.fetch;
  const mark = (bad) => document.documentElement.toggleAttribute("data-offline", bad);
  let lost = false, leaving = false;
  window.addEventListener("pagehide", () => { leaving = true; });
  window.fetch = async function (...request) {
    try {
      const answer = await ask.apply(this, request);
      if (lost && answer.ok) location.reload();
      mark(answer.status >= 500);
      return answer;
    } catch (error) {
      if (!leaving && error.name !== "AbortError") { lost = true; mark(true); }
      throw error;
    }
  };
})();

// What unfolds folds up again: by Escape, a click elsewhere, or a link inside.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector(".unfold[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll(".unfold[open]")) {
    if (!open.contains(event.target) && event.target.isConnected) open.open = false;
    else if (event.target.closest(".unfold-panel a")) open.open = false;
  }
});

// A page that was left open follows the language that was chosen on another one, before its parts mix.
(function () {
  const page = document.documentElement;
  const follow = () => {
    const chosen = /(?:^|; )newstide-language=([a-z]+)/.exec(document.cookie);
    if (chosen && chosen[1] !== page.lang && page.dataset.languages.split(" ").includes(chosen[1])) location.reload();
  };
  window.addEventListener("focus", follow);
  window.addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
})();

window.dash_clientside = Object.assign({}, window.dash_clientside, {
  newstide: {
    setLanguage: function (code) {
      document.cookie = "newstide-language=" + encodeURIComponent(code) + "; path=/; max-age=31536000; samesite=strict";
      location.reload();
      return code;
    },
    setTitle: function (title) {
      if (title) document.title = title;
      return null;
    },
    navigation: function (query, placed, ...hrefs) {
      const paths = hrefs.map((href) => href.split("?")[0]);
      const here = (path) => placed === path || (path !== "/" && String(placed).startsWith(path + "/"));
      for (const link of document.querySelectorAll(".nav-link")) {
        if (here(link.getAttribute("href").split("?")[0])) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
      }
      document.documentElement.dataset.page = String(placed).split("/")[1] || "overview";
      return [
        ...paths.map((path) => path + (query ? "?" + query : "")),
        ...paths.slice(1).map((path) => (here(path) ? "nav-link here" : "nav-link")),
      ];
    },
    focusPage: function (placed) {
      requestAnimationFrame(() => document.getElementById("content").focus({ preventScroll: true }));
      return placed;
    },
    tableColumns: function (rows, columns) {
      const wide = ["trend", "share", "change", "languages", "first_seen", "last_seen"];
      const narrow = matchMedia("(max-width: 48em)").matches;
      const undated = (rows || []).some((row) => row.undated);
      return columns.map((column) => ({
        ...column,
        ...(narrow && column.field === "open" ? { width: 58, minWidth: 58 } : {}),
        ...(narrow && column.field === "volume" ? { width: 86 } : {}),
        hide: (narrow && wide.includes(column.field)) || (column.field === "undated" && (narrow || !undated)),
      }));
    },
    searchTable: function (text, options) {
      return { ...options, quickFilterText: text || "" };
    },
    focusUndo: function (said, undo) {
      // The button that was pressed may be gone: the keyboard goes on at the way back.
      const shown = said && undo && undo.display !== "none";
      if (shown) requestAnimationFrame(() => document.getElementById("edit-undo").focus({ preventScroll: true }));
      return null;
    },
    zones: function (_clicks, chosen) {
      const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
      const named = document.getElementById("zone-own").textContent;
      const all = new Set(["UTC", own, chosen, ...Intl.supportedValuesOf("timeZone")].filter(Boolean));
      return [...all].map((zone) => ({
        value: zone, label: zone === own && own !== "UTC" ? named.replace("{zone}", zone) : zone,
      }));
    },
    toggleFilters: function (_clicks, classes) {
      return classes && classes.includes("open") ? "filter-fields" : "filter-fields open";
    },
    toggleFacets: function (_clicks, classes) {
      return classes && classes.includes("open") ? "card facets" : "card facets open";
    },
    showArticles: function (picked) {
      if (picked) {
        const card = document.getElementById("articles-card");
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
      }
      return null;
    },
  },
});
