// The map: points drawn into the pixels of a canvas. It needs neither WebGL nor eval, which the content policy forbids,
// and 100,000 points take a few milliseconds a frame.
(function () {
  "use strict";
  let state = null; // what is drawn: the points, the view, the lasso
  let asked = 0;

  const element = (name) => document.getElementById("map-" + name);
  const put = (picked) => dash_clientside.set_props("map-picked", { data: picked });

  function read(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    let at = 4 + length;
    const take = (kind) => { const part = new kind(buffer, at, header.n); at += part.byteLength; return part; };
    const keys = take(Uint32Array), xs = take(Int16Array), ys = take(Int16Array), topics = take(Uint16Array);
    const [middleX, middleY, half] = header.box;
    const x = Float32Array.from(xs, (value) => middleX + (value / 32767) * half);
    const y = Float32Array.from(ys, (value) => middleY + (value / 32767) * half);
    const reach = [[x, middleX], [y, middleY]].map(([values, middle]) =>
      values.reduce((most, value) => Math.max(most, Math.abs(value - middle)), 0.02));
    return { ...header, keys, x, y, topic: topics, reach };
  }

  // The view: the middle, and pixels of the page per unit of the map.
  function whole(points, width, height) {
    const [x, y] = points.box, [acrossX, acrossY] = points.reach;
    const scale = Math.min((width / 2 - 28) / acrossX, (height / 2 - 28) / acrossY);
    return { x, y, scale, least: scale };
  }
  const toX = (s, x) => (x - s.view.x) * s.view.scale + s.width / 2;
  const toY = (s, y) => s.height / 2 - (y - s.view.y) * s.view.scale;
  const fromX = (s, px) => (px - s.width / 2) / s.view.scale + s.view.x;
  const fromY = (s, py) => (s.height / 2 - py) / s.view.scale + s.view.y;

  function packed(colour, strength, page) {
    const of = (text, at) => parseInt(text.slice(at, at + 2), 16);
    const [r, g, b] = [1, 3, 5].map((at, i) => Math.round(of(colour, at) * strength + page[i] * (1 - strength)));
    return (255 << 24) | (b << 16) | (g << 8) | r;
  }

  // Beyond ten topics colours come again with another shape: disc, square, diamond, cross, ring.
  const SHAPES = [
    (x, y, r) => x * x + y * y <= r * r,
    (x, y, r) => Math.max(Math.abs(x), Math.abs(y)) <= r * 0.85,
    (x, y, r) => Math.abs(x) + Math.abs(y) <= r * 1.25,
    (x, y, r) => Math.min(Math.abs(x), Math.abs(y)) <= r * 0.35,
    (x, y, r) => x * x + y * y <= r * r && x * x + y * y >= r * r * 0.3,
  ];
  function stamp(shape, radius, width) {
    const offsets = [], reach = Math.ceil(radius);
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        if (SHAPES[shape](x, y, radius)) offsets.push(y * width + x);
      }
    }
    return Int32Array.from(offsets);
  }

  function paint(s) {
    const { canvas, points, ratio } = s;
    const width = canvas.width, height = canvas.height;
    if (!width || !height) return;
    const context = s.context, image = s.image, pixels = s.pixels;
    pixels.fill(0);
    const zoom = s.view.scale / s.view.least;
    const radius = Math.min(6, Math.max(1.1, (points.n > 30000 ? 1.3 : points.n > 5000 ? 1.8 : 2.8) * Math.pow(zoom, 0.35))) * ratio;
    const page = getComputedStyle(s.frame).backgroundColor.match(/\d+/g).map(Number);
    const strong = points.topics.map((topic) => packed(topic.colour, 1, page));
    const faint = points.topics.map((topic) => packed(topic.colour, 0.18, page));
    const stamps = points.topics.map((topic) => topic.shape < 0
      ? stamp(0, Math.max(0.8, radius * 0.6), width) : stamp(topic.shape % SHAPES.length, radius, width));
    const edge = Math.ceil(radius) + 1, scale = s.view.scale * ratio;
    const left = width / 2 - s.view.x * scale, top = height / 2 + s.view.y * scale;
    const { x, y, topic } = points, chosen = s.chosen;
    for (let pass = chosen ? 0 : 1; pass < 2; pass++) {
      for (let i = 0; i < points.n; i++) {
        if (chosen && chosen[i] !== pass) continue;
        const px = Math.round(x[i] * scale + left), py = Math.round(top - y[i] * scale);
        if (px < edge || py < edge || px >= width - edge || py >= height - edge) continue;
        const kind = topic[i], offsets = stamps[kind], at = py * width + px;
        const shade = pass ? strong[kind] : faint[kind];
        for (let k = 0; k < offsets.length; k++) pixels[at + offsets[k]] = shade;
      }
    }
    context.putImageData(image, 0, 0);
    if (s.lasso && s.lasso.length > 1) outline(s);
    label(s, zoom);
    s.frame.dataset.drawn = String(points.n);
  }

  function outline(s) {
    const context = s.context;
    context.beginPath();
    for (const [x, y] of s.lasso) context.lineTo(toX(s, x) * s.ratio, toY(s, y) * s.ratio);
    context.closePath();
    context.lineWidth = 1.5 * s.ratio;
    context.strokeStyle = getComputedStyle(s.frame).color;
    context.stroke();
  }

  // Topics first; headlines of stories as one comes closer; none over another one.
  function label(s, zoom) {
    const taken = [], shown = [];
    const offer = (text, at, kind, room) => {
      const px = toX(s, at[0]), py = toY(s, at[1]);
      const cut = text.length > room ? text.slice(0, room - 1).trimEnd() + "…" : text;
      const half = cut.length * (kind === "topic" ? 3.9 : 3.3) + 6;
      const box = [px - half, py - 11, px + half, py + 11];
      if (box[0] < 2 || box[2] > s.width - 2 || box[1] < 2 || box[3] > s.height - 2) return;
      if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
      taken.push(box);
      shown.push([cut, px, py, kind]);
    };
    if (zoom < 5) {
      for (const topic of s.points.topics) if (topic.id !== 0) offer(topic.label, topic.at, "topic", s.width < 600 ? 22 : 36);
    }
    if (zoom >= 2) for (const story of s.points.stories) offer(story.label, story.at, "story", s.width < 600 ? 34 : 60);
    const labels = element("labels");
    labels.replaceChildren(...shown.slice(0, 60).map(([text, px, py, kind]) => {
      const span = document.createElement("span");
      span.className = "map-label map-label-" + kind;
      span.textContent = text;
      span.style.transform = "translate(-50%, -50%) translate(" + px.toFixed(1) + "px," + py.toFixed(1) + "px)";
      return span;
    }));
  }

  function later(s) {
    if (s.waiting) return;
    s.waiting = true;
    requestAnimationFrame(() => { s.waiting = false; if (s === state) paint(s); });
  }

  function measure(s) {
    const box = s.frame.getBoundingClientRect();
    if (!box.width || !box.height) return false;
    s.width = box.width;
    s.height = box.height;
    s.ratio = Math.min(window.devicePixelRatio || 1, 2);
    s.canvas.width = Math.round(box.width * s.ratio);
    s.canvas.height = Math.round(box.height * s.ratio);
    s.context = s.canvas.getContext("2d");
    s.image = s.context.createImageData(s.canvas.width, s.canvas.height);
    s.pixels = new Uint32Array(s.image.data.buffer);
    return true;
  }

  function zoomAt(s, factor, px, py) {
    const x = fromX(s, px), y = fromY(s, py);
    s.view.scale = Math.min(s.view.least * 200, Math.max(s.view.least * 0.8, s.view.scale * factor));
    s.view.x += x - fromX(s, px);
    s.view.y += y - fromY(s, py);
    later(s);
  }
  const zoom = (s, factor) => zoomAt(s, factor, s.width / 2, s.height / 2);
  function showWhole(s) { s.view = whole(s.points, s.width, s.height); later(s); }

  function nearest(s, px, py) {
    let best = -1, least = 100;
    for (let i = 0; i < s.points.n; i++) {
      const dx = toX(s, s.points.x[i]) - px, dy = toY(s, s.points.y[i]) - py, distance = dx * dx + dy * dy;
      if (distance <= least) { least = distance; best = i; }
    }
    return best;
  }

  function hideNote(s) { s.hovered = -1; element("note").style.display = "none"; }
  function hover(s, px, py) {
    const found = nearest(s, px, py);
    if (found === s.hovered) return;
    if (found < 0) { hideNote(s); return; }
    s.hovered = found;
    clearTimeout(s.hovering);
    s.hovering = setTimeout(async () => {
      const answer = await fetch("/map/article/" + s.points.keys[found]).catch(() => null);
      const said = answer && answer.ok ? await answer.json() : {};
      if (s !== state || s.hovered !== found || !said.title) return;
      const note = element("note"), title = document.createElement("b"), about = document.createElement("span");
      title.textContent = said.title;
      title.lang = said.language;
      about.textContent = said.about.join(" · ");
      note.replaceChildren(title, about);
      note.style.display = "block";
      const x = Math.min(px + 14, s.width - note.offsetWidth - 6), y = py + 16;
      note.style.left = Math.max(6, x) + "px";
      note.style.top = (y + note.offsetHeight > s.height ? Math.max(6, py - note.offsetHeight - 12) : y) + "px";
    }, 60);
  }

  function within(corners, x, y) {
    let odd = false;
    for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
      const [x0, y0] = corners[i], [x1, y1] = corners[j];
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) odd = !odd;
    }
    return odd;
  }
  function select(s) {
    const step = Math.ceil(s.lasso.length / 200);
    s.lasso = s.lasso.filter((_, i) => i % step === 0);
    if (s.lasso.length < 3) { unselect(s); return; }
    const { n, x, y } = s.points;
    s.chosen = Uint8Array.from({ length: n }, (_, i) => (within(s.lasso, x[i], y[i]) ? 1 : 0));
    put({ lasso: s.lasso });
  }
  function unselect(s) { s.lasso = null; s.chosen = null; later(s); }

  function listen(s) {
    const frame = s.frame, on = (target, kind, act, how) => target.addEventListener(kind, act, { signal: s.end.signal, ...how });
    const down = new Map();
    let moved = 0;
    const place = (event) => {
      const box = frame.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    on(frame, "wheel", (event) => {
      event.preventDefault();
      zoomAt(s, Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...place(event));
    }, { passive: false });
    on(frame, "pointerdown", (event) => {
      if (event.button) return;
      frame.setPointerCapture(event.pointerId);
      down.set(event.pointerId, place(event));
      moved = down.size > 1 ? 99 : 0;
      if (s.lassoing && down.size === 1) { s.chosen = null; s.lasso = []; }
      hideNote(s);
    });
    on(frame, "pointermove", (event) => {
      const [px, py] = place(event), before = down.get(event.pointerId);
      if (!before) { if (event.pointerType === "mouse") hover(s, px, py); return; }
      const [dx, dy] = [px - before[0], py - before[1]];
      moved += Math.abs(dx) + Math.abs(dy);
      if (down.size === 2) {
        const other = [...down].find(([id]) => id !== event.pointerId)[1];
        const far = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
        zoomAt(s, far([px, py]) / far(before), (px + other[0]) / 2, (py + other[1]) / 2);
      } else if (s.lassoing) {
        s.lasso.push([fromX(s, px), fromY(s, py)]);
      } else {
        s.view.x -= dx / s.view.scale;
        s.view.y += dy / s.view.scale;
      }
      down.set(event.pointerId, [px, py]);
      later(s);
    });
    const up = (event) => {
      if (!down.delete(event.pointerId) || down.size) return;
      const [px, py] = place(event);
      if (moved < 5) {
        const found = event.type === "pointerup" ? nearest(s, px, py) : -1;
        if (found >= 0) put({ key: s.points.keys[found] });
        if (s.lassoing) unselect(s);
      } else if (s.lassoing && s.lasso) select(s);
      later(s);
    };
    on(frame, "pointerup", up);
    on(frame, "pointercancel", up);
    on(frame, "pointerleave", () => hideNote(s));
    on(frame, "dblclick", (event) => zoomAt(s, 2, ...place(event)));
    on(frame, "keydown", (event) => {
      const step = 60 / s.view.scale;
      const act = {
        ArrowLeft: () => { s.view.x -= step; }, ArrowRight: () => { s.view.x += step; },
        ArrowUp: () => { s.view.y += step; }, ArrowDown: () => { s.view.y -= step; },
        "+": () => zoom(s, 1.4), "=": () => zoom(s, 1.4), "-": () => zoom(s, 1 / 1.4), 0: () => showWhole(s),
      }[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
      later(s);
    });
    on(element("closer"), "click", () => zoom(s, 1.6));
    on(element("farther"), "click", () => zoom(s, 1 / 1.6));
    on(element("whole"), "click", () => showWhole(s));
    on(element("lasso"), "click", () => {
      s.lassoing = !s.lassoing;
      element("lasso").setAttribute("aria-pressed", String(s.lassoing));
      frame.classList.toggle("lassoing", s.lassoing);
    });
    on(element("unpick"), "click", () => unselect(s));
    const sized = new ResizeObserver(() => {
      const first = !s.width, least = s.view && s.view.least;
      if (!measure(s)) return;
      const fit = whole(s.points, s.width, s.height);
      if (first || !s.view) s.view = fit;
      else { s.view.scale *= fit.least / least; s.view.least = fit.least; }
      // At once: a canvas that was resized is empty until it is painted.
      paint(s);
    });
    sized.observe(frame);
    const themed = new MutationObserver(() => later(s));
    themed.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    s.end.signal.addEventListener("abort", () => { sized.disconnect(); themed.disconnect(); });
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    newstide_map: {
      show: async function (query) {
        const number = ++asked;
        const answer = await fetch("/map/points?" + (query || "")).catch(() => null);
        if (!answer || !answer.ok || number !== asked) return 0;
        const points = read(await answer.arrayBuffer());
        const frame = element("figure");
        if (!frame || number !== asked) return 0;
        // Where the reader had zoomed to stays, whatever the filter lets through now.
        const kept = state && state.frame === frame ? state : null;
        if (kept) kept.end.abort();
        state = {
          frame, canvas: element("canvas"), points, view: kept && kept.view, width: kept ? kept.width : 0, hovered: -1,
          lassoing: Boolean(kept && kept.lassoing), lasso: null, chosen: null, end: new AbortController(),
        };
        element("sampled").textContent = points.sampled;
        listen(state);
        return points.n;
      },
    },
  });
})();
