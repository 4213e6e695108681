'use strict';

// plotly.js core (which already holds the scatter trace) plus the two other
// trace types the report draws.
var Plotly = require('plotly.js/lib/core');

Plotly.register([
  require('plotly.js/lib/bar'),
  require('plotly.js/lib/heatmap')
]);

module.exports = Plotly;
