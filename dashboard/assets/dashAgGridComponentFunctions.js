// Cells of the table of topics.
const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});

cells.Topic = function (props) {
  const topic = props.value;
  return React.createElement(
    "button",
    {
      className: "topic-button" + (topic.chosen ? " chosen" : ""),
      "aria-pressed": topic.chosen ? "true" : "false",
      title: topic.label,
    },
    React.createElement("span", { className: "dot", style: { background: props.data.colour }, "aria-hidden": "true" }),
    React.createElement("span", { className: "topic-label" }, topic.label),
    topic.mark ? React.createElement("span", { className: "badge topic-mark" }, topic.mark) : null,
  );
};

cells.Compare = function (props) {
  const { chosen, full, label } = props.value || {};
  return React.createElement("input", {
    type: "checkbox", className: "compare-box", checked: Boolean(chosen), disabled: Boolean(full),
    title: label, "aria-label": label, onChange: () => {},
  });
};

cells.Sparkline = function (props) {
  const values = props.value || [];
  const width = 120, height = 28, top = Math.max(1, ...values);
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const points = values.map((value, i) => (i * step).toFixed(1) + "," + (height - 2 - (value / top) * (height - 4)).toFixed(1));
  return React.createElement(
    "svg",
    { viewBox: "0 0 " + width + " " + height, width: "100%", height: height, preserveAspectRatio: "none", "aria-hidden": "true" },
    React.createElement("polyline", {
      points: points.join(" "), fill: "none", stroke: props.data.colour, strokeWidth: 1.6, vectorEffect: "non-scaling-stroke",
    }),
  );
};

// A link to another page that keeps this one's scripts: dcc.Link does the same outside of tables.
cells.OpenTopic = function (props) {
  if (!props.value) return null;
  const go = (event) => {
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.pushState({}, "", props.value.href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };
  return React.createElement(
    "a",
    { className: "open-topic", href: props.value.href, "aria-label": props.value.label, onClick: go },
    props.value.text,
  );
};
