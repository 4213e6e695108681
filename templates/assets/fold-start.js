/**
 * Stands before each run that is folded away: where scripts run, the run is text to the browser
 * until report.js puts it in its place. Where they are refused, it stands there as it is.
 */
document.currentScript?.remove();
document.write('<noscript>');
