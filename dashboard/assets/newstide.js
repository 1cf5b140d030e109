// What happens in the browser alone.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  newstide: {
    setLanguage: function (code) {
      document.cookie = "newstide-language=" + encodeURIComponent(code) + "; path=/; max-age=31536000; samesite=strict";
      location.reload();
      return code;
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
