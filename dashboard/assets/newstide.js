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

// What stands at a point of the chart names the stories of its period: they are asked for when a reader points at it.
const stories = {
  known: new Map(),
  asked: null,
  lines: function (address) {
    if (!stories.known.has(address)) {
      const answer = fetch(address).then((got) => (got.ok ? got.json() : [])).catch(() => []);
      stories.known.set(address, answer);
      if (stories.known.size > 500) stories.known.delete(stories.known.keys().next().value);
    }
    return stories.known.get(address);
  },
  point: function (plot, at) {
    const trace = at.data;
    if (trace.meta !== "series") return null;
    if (trace.type === "heatmap") {
      const [row, column] = at.pointNumber;
      // The cells' words are copied when they are drawn.
      const copies = [trace.text, plot.calcdata[at.curveNumber][0].text, at.fullData.text];
      const tell = (words) => { for (const copy of copies) if (copy && copy[row]) copy[row][column] = words; };
      return { topic: trace.y[row].slice(1), day: trace.x[column], volume: at.z, words: trace.text[row][column], tell };
    }
    const own = trace.customdata[at.pointNumber];
    return { topic: own[0], day: trace.x[at.pointNumber], volume: at.y, words: own[1], tell: (words) => { own[1] = words; } };
  },
  hover: function (plot, query, hovered) {
    const point = hovered.points.length && stories.point(plot, hovered.points[0]);
    stories.asked = point;
    if (!point || !point.volume || Number(point.topic) <= 0 || point.words.includes("<i>")) return;
    const address = "/stories-of/" + point.topic + "/" + point.day + (query ? "?" + query : "");
    setTimeout(() => {
      if (stories.asked !== point) return;
      stories.lines(address).then((lines) => {
        if (!lines.length) return;
        point.tell([point.words, ...lines].join("<br>"));
        // The label is drawn again where the pointer still is.
        const axes = hovered.points[0];
        if (stories.asked === point) Plotly.Fx.hover(plot, hovered.event, axes.xaxis._id + axes.yaxis._id, true);
      });
    }, 60);
  },
};

// What many points of a chart or many rows of the table share comes once. Points: see analysis/figures/packed.py, which
// does the same; rows: see dashboard/components/topictable.py.
const packed = {
  places: (places, at) => (typeof places === "number" ? at.map((place) => places + place) : places),
  said: function (told, at, words) {
    const lines = told.lines.map(([before, places, after]) => [before, packed.places(places, at), after]);
    const said = at.map((_, number) => lines.reduce((sum, [before, places, after]) => (
      places[number] < 0 ? sum : sum + before + words[places[number]] + after), ""));
    for (const [number, place] of told.more) said[number] += "<br>" + words[place];
    return said;
  },
  trace: function ({ at, told, cells, ...plain }, days, words) {
    const places = at || days.map((_, place) => place);
    if (at !== undefined) plain.x = places.map((place) => (place === null ? null : days[place]));
    if (told) {
      const also = told.also.map((own) => packed.places(own, places));
      plain.customdata = packed.said(told, places, words).map((said, number) => (
        [told.topic, said, ...also.map((own) => words[own[number]])]));
    }
    if (cells) plain.text = cells.map(([head, own]) => packed.said(own, places.slice(0, -1), words).map((said) => head + said));
    return plain;
  },
  layout: function ({ outlines, layout, days }) {
    if (!outlines) return layout;
    const { shape, half, around } = outlines;
    const shapes = around.map(([start, end, row]) => (
      { ...shape, x0: days[start], x1: days[end], y0: row - half, y1: row + half }));
    return { ...layout, shapes };
  },
  row: function (own, all) {
    const name = (words) => words.replace("{topic}", () => own.label);
    const chosen = all.compared.includes(own.topic_id);
    return {
      ...own,
      row_id: "topic-" + own.topic_id,
      topic: { label: own.label, chosen: all.chosen.includes(own.topic_id), mark: own.mark },
      compare: { chosen, full: !chosen && all.full, label: name(all.words.compare) },
      open: own.named
        ? { href: all.address.replace("{topic}", own.topic_id), text: all.words.open, label: name(all.words.open_label) }
        : null,
      compared: all.words.days,
      languages: own.languages.join(" "),
      languages_in_words: own.languages.map((code) => all.languages[code]).join(", "),
      first_seen_in_words: all.days[own.first_seen] || "",
      last_seen_in_words: all.days[own.last_seen] || "",
    };
  },
  rows: function (all) {
    const named = (values) => Object.fromEntries(all.fields.map((field, place) => [field, values[place]]));
    return all.rows.map((values) => packed.row(named(values), all));
  },
};

// What the controls of the chart were last set to, and what a reader last asked for by them.
const chart = { shown: null, wish: null, scroll: 0 };

// Settles when the chart is drawn or there is none to draw: at first what stands below it comes after it.
const drawn = () => new Promise((settle) => {
  const look = (tries) => {
    const frame = document.getElementById("trend-frame"), plot = frame && frame.querySelector(".js-plotly-plot");
    const waits = frame && frame.style.display !== "none" && !(plot && plot.data && plot.data.length);
    if (waits && tries) setTimeout(look, 25, tries - 1);
    else settle();
  };
  look(100);
});

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
    fillTable: function (all, columns) {
      const rows = all ? packed.rows(all) : [];
      const wide = ["trend", "share", "change", "state", "languages", "first_seen", "last_seen"];
      const narrow = matchMedia("(max-width: 48em)").matches;
      const undated = rows.some((row) => row.undated);
      // Where not all columns have room, those that tell least are left out. The grid itself may not be there yet:
      // it is as wide as the page, less the padding of its card.
      const room = document.getElementById("content").clientWidth - 38;
      const asked = (column) => (column.field === "undated" && !undated ? 0 : column.width || column.minWidth);
      let over = columns.reduce((sum, column) => sum + asked(column), 0) - room;
      const without = ["first_seen", "last_seen", "languages", "state"].filter((field) => {
        if (over <= 0) return false;
        over -= asked(columns.find((column) => column.field === field));
        return true;
      });
      const fitting = columns.map((column) => ({
        ...column,
        ...(narrow && column.field === "open" ? { width: 54, minWidth: 54 } : {}),
        ...(narrow && column.field === "compare" ? { width: 34, minWidth: 34 } : {}),
        ...(narrow && column.field === "volume" ? { width: 92 } : {}),
        hide: (narrow ? wide : without).includes(column.field) || (column.field === "undated" && (narrow || !undated)),
      }));
      return drawn().then(() => [rows, fitting]);
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
    awaitChart: function () {
      return drawn().then(() => window.dash_clientside.no_update);
    },
    unpackChart: function (figure) {
      if (!figure) return window.dash_clientside.no_update;
      const data = figure.data.map((trace) => packed.trace(trace, figure.days, figure.words));
      return { data, layout: packed.layout(figure) };
    },
    watchChart: function (_figure, query) {
      const watch = (tries) => {
        const plot = document.querySelector("#trend .js-plotly-plot");
        if (!plot || !plot.on) { if (tries) setTimeout(() => watch(tries - 1), 50); return; }
        if (plot.newstideHover) plot.removeListener("plotly_hover", plot.newstideHover);
        else plot.on("plotly_unhover", () => { stories.asked = null; });
        plot.newstideHover = (hovered) => stories.hover(plot, query, hovered);
        plot.on("plotly_hover", plot.newstideHover);
      };
      watch(100);
      return null;
    },
    trendColumns: function () {
      const wide = matchMedia("(min-width: 62em)"), narrow = matchMedia("(max-width: 48em)");
      const columns = () => (narrow.matches ? 1 : wide.matches ? 5 : 3);
      const tell = () => {
        if (document.getElementById("trend")) dash_clientside.set_props("trend-columns", { data: columns() });
      };
      if (!window.newstideWatchesWidth) {
        window.newstideWatchesWidth = true;
        for (const width of [wide, narrow]) width.addEventListener("change", tell);
      }
      return columns();
    },
    // The controls of the chart are no part of the filter bar: they are set from the address, and ask for another one.
    showChartControls: function (query) {
      const asked = new URLSearchParams(query || "");
      const shown = { kind: asked.get("chart") || "lines", smooth: asked.has("smooth"), bursts: !asked.has("bursts"), previous: asked.has("previous") };
      const wish = chart.wish;
      // What answers an earlier wish does not take back a later one, which is on its way.
      if (wish && Date.now() - wish.at < 2000 && Object.keys(shown).some((name) => shown[name] !== wish[name])) return null;
      chart.wish = null;
      chart.shown = shown;
      const overlaid = shown.kind !== "heatmap";
      dash_clientside.set_props("chart-kind", { value: shown.kind });
      dash_clientside.set_props("chart-smooth", { checked: shown.smooth, disabled: !overlaid });
      dash_clientside.set_props("chart-bursts", { checked: shown.bursts });
      dash_clientside.set_props("chart-previous", { checked: shown.previous, disabled: !overlaid });
      return null;
    },
    wantChart: function (kind, smooth, bursts, previous, query) {
      const given = { "chart-kind.value": ["kind", kind], "chart-smooth.checked": ["smooth", smooth],
        "chart-bursts.checked": ["bursts", bursts], "chart-previous.checked": ["previous", previous] };
      const shown = chart.shown;
      // What the controls are born with, or were just set to, is nobody's wish.
      const wishes = dash_clientside.callback_context.triggered.map((one) => given[one.prop_id])
        .filter((wish) => wish && shown && shown[wish[0]] !== wish[1]);
      if (!wishes.length) return dash_clientside.no_update;
      for (const [name, value] of wishes) shown[name] = value;
      chart.wish = { ...shown, at: Date.now() };
      const asked = new URLSearchParams(query || "");
      const set = (name, value, usual) => (value === usual ? asked.delete(name) : asked.set(name, value));
      set("chart", shown.kind, "lines");
      set("smooth", shown.smooth ? "1" : "0", "0");
      set("bursts", shown.bursts ? "1" : "0", "1");
      set("previous", shown.previous ? "1" : "0", "0");
      return asked.toString();
    },
    wantCompared: function (_clicks, query) {
      const [clicked] = dash_clientside.callback_context.triggered;
      if (!clicked || !clicked.value) return dash_clientside.no_update;
      const topic = String(JSON.parse(clicked.prop_id.split(".")[0]).legend);
      const asked = new URLSearchParams(query || "");
      const before = asked.getAll("compare");
      asked.delete("compare");
      const after = topic === "-1" ? [] : before.includes(topic) ? before.filter((one) => one !== topic) : [...before, topic];
      for (const one of after) asked.append("compare", one);
      return asked.toString();
    },
    toggleFacets: function (_clicks, classes) {
      return classes && classes.includes("open") ? "card facets" : "card facets open";
    },
    showArticles: function (picked) {
      // A click may be the first of a double click, under which the page must not move away.
      clearTimeout(chart.scroll);
      if (picked) chart.scroll = setTimeout(() => {
        const card = document.getElementById("articles-card");
        const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
        if (card) card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
      }, 350);
      return null;
    },
  },
});
