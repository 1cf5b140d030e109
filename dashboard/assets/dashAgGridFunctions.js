// Functions that columns of tables name.
const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});

functions.byLabel = function (one, other) {
  return one.label.localeCompare(other.label);
};

functions.nullsLast = function (one, other, _a, _b, descending) {
  const missing = (value) => value === null || value === undefined;
  if (missing(one) || missing(other)) {
    return missing(one) === missing(other) ? 0 : missing(one) === Boolean(descending) ? -1 : 1;
  }
  return one - other;
};
