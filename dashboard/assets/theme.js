// The theme of the last visit, before anything is drawn: no flash of the other one.
(function () {
  let chosen = null;
  try { chosen = localStorage.getItem("mantine-color-scheme-value"); } catch (_) { /* storage may be forbidden */ }
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  // The filter bar shows what counts on this page.
  document.documentElement.dataset.page = location.pathname.split("/")[1] || "overview";
})();
