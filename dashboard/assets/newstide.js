// What happens in the browser alone.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  newstide: {
    setLanguage: function (code) {
      document.cookie = "newstide-language=" + encodeURIComponent(code) + "; path=/; max-age=31536000; samesite=strict";
      location.reload();
      return code;
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
    toggleFilters: function (_clicks, classes) {
      return classes && classes.includes("open") ? "filter-fields" : "filter-fields open";
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
