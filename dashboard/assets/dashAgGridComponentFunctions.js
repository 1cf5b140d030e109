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
  );
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
