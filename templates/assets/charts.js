'use strict';

/**
 * Interactive charts. Each stands first as a drawing made by the program; when it comes near the
 * view, Plotly draws it over that, and only then is the drawing hidden. What goes wrong leaves the
 * drawing standing. Charts of a run share the place under the pointer, the zoom and the smoothing.
 *
 * Names and marks are laid over the plot as HTML: they are measured, so that none covers another.
 * chart-reader.js tells the values at a place, chart-tools.js builds what is pressed.
 */
const ReportCharts = (() => {
  const { all, make, measure, placed, plain, readData, readTheme, loadPlotly, swatch, whenIdle } = ReportParts;
  const { digits, epochTicks, fitted, inView, logTicks, roundTicks, smoothed, spread, stacked, timeUnit } = ReportMath;
  /** Charts are drawn when they are this near to the view, above or below. */
  const NEAR = '400px 0px';
  /** Below this width, as in charts.css, lines are named by the legend only: that leaves room for the plot. */
  const NARROW = 380;
  const ROW = 16;
  /** Least pixels from name to name: as fingers want it, and where there are too many for that. */
  const NAME_GAPS = [24, 15];
  /** Share of the width before which a line ends too early for a name beside it. */
  const EARLY = 0.9;
  /** Pixels that a tick of a time axis needs. */
  const TIME_TICK = 64;
  const CONFIG = {
    displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false, showTips: false,
  };

  /** @type {{arrays: number[][], parts?: any[], figures: Object<string, any>, clocks?: Object<string, Clock>}} */
  let data = { arrays: [], figures: {} };
  /** @type {Map<string, ChartRun>} */
  const runs = new Map();
  /** @type {Map<string, Chart>} */
  const charts = new Map();
  /** @type {Theme|null} */
  let theme = null;
  /** @type {string[]|null} */
  let controlled = null; // names of the runs that have controls
  /** @type {IntersectionObserver} */
  let views; // set at the start, as what follows
  /** @type {ResizeObserver} */
  let sizes;
  /** @type {(element: HTMLElement) => void} */
  let buildControls;
  /** What other scripts do with a chart: once it is added, and each time it is drawn. */
  const hooks = { added: /** @type {((chart: Chart) => void)[]} */ ([]), drawn: /** @type {((chart: Chart) => void)[]} */ ([]) };

  const colours = () => (theme ??= readTheme());

  /**
   * Columns are stored once in `arrays`; figures refer to them by number: put in place here.
   * @param {any} value
   */
  function resolve(value) {
    for (const [key, item] of Object.entries(value)) {
      if (item === null || typeof item !== 'object') continue;
      if (Number.isInteger(item.array) && Object.keys(item).length === 1) value[key] = data.arrays[item.array];
      else if (Number.isInteger(item.part)) value[key] = resolve(structuredClone(data.parts?.[item.part]));
      else resolve(item);
    }
    return value;
  }

  // ---- the axis in view: epochs, or time --------------------------------------------------------

  /** The lines over the axis that the reader chose. @param {Chart} chart @returns {ChartView} */
  function viewOf(chart) {
    const last = chart.spec.data.at(-1);
    if (chart.views.last !== last) Object.assign(chart, { views: { last }, clocks: clocksOf(chart.spec) }); // other lines
    const kind = chart.run.axis === 'time' && chart.clocks ? 'time' : 'epoch';
    return (chart.views[kind] ??= kind === 'time' ? timeView(chart) : epochView(chart));
  }

  /** @param {Chart} chart @returns {ChartView} */
  function epochView({ spec: { data: lines, layout } }) {
    const { xaxis } = layout;
    return {
      kind: 'epoch', title: xaxis.title.text, range: [...xaxis.range],
      xs: lines.map(({ x }) => x), place: (epoch) => epoch,
    };
  }

  /** @param {Chart} chart @returns {ChartView} */
  function timeView({ run, spec: { data: lines }, clocks }) {
    const each = /** @type {Map<number, number>[]} */ (clocks);
    const longest = Math.max(...run.charts.flatMap((chart) => (chart.clocks ?? []).flatMap((clock) => [...clock.values()])));
    const unit = timeUnit(longest);
    const at = (/** @type {Map<number, number>} */ clock, /** @type {number} */ epoch) => (clock.get(epoch) ?? NaN) / unit.seconds;
    return {
      kind: 'time', title: `Training time (${unit.name})`, unit: unit.short, range: [0, (longest / unit.seconds) * 1.015],
      xs: lines.map(({ x }, index) => x.map((epoch) => at(each[index], epoch))),
      // In a comparison marks stand where a line goes on from another: at the time of that line.
      place: (epoch) => at(each[Math.max(0, lines.findIndex(({ meta }) => meta.starts === epoch))], epoch),
    };
  }

  /**
   * Seconds at each epoch of each line, where all lines have a clock that knows all of theirs.
   * @param {ChartSpec} spec
   */
  function clocksOf(spec) {
    const found = spec.data.map(({ x, meta }) => {
      const clock = meta.clock && data.clocks?.[meta.clock];
      const map = clock ? new Map(clock.epochs.map((epoch, index) => [epoch, clock.seconds[index]])) : null;
      return map && x.every((epoch) => map.has(epoch)) ? map : null;
    });
    return found.length && found.every(Boolean) ? /** @type {Map<number, number>[]} */ (found) : null;
  }

  // ---- what Plotly is given ---------------------------------------------------------------------

  /** Where things lie on the chart at its present size, in CSS pixels. @param {Chart} chart @returns {ChartFrame} */
  function frameOf(chart) {
    const { layout } = chart.spec;
    const view = viewOf(chart);
    const [x0, x1] = chart.run.range ?? view.range;
    const margin = { ...layout.meta.margin };
    const width = chart.area.clientWidth;
    const height = chart.area.clientHeight;
    const named = chart.spec.data.filter(({ meta }) => meta.named !== false);
    const longest = Math.max(0, ...named.map(({ name }) => measure(plain(name), colours().family)));
    margin.r = width < NARROW ? 12 : Math.max(margin.r, Math.ceil(longest) + 12);
    const inner = Math.max(1, width - margin.l - margin.r);
    const x = (/** @type {number} */ place) => margin.l + ((place - x0) / (x1 - x0)) * inner;
    const marks = layout.meta.marks.map((mark) => ({ ...mark, place: view.place(mark.epoch) }));
    return { width, height, margin, inner, x, x0, x1, view, marks: placedMarks(marks, { x, x0, x1 }) };
  }

  /**
   * Labels lean inwards, so that none is clipped.
   * @param {(ChartMark & {place: number})[]} marks
   * @param {{x: (place: number) => number, x0: number, x1: number}} frame
   */
  function placedMarks(marks, { x, x0, x1 }) {
    const flags = marks.filter(({ place }) => place >= x0 && place <= x1).map((mark) => {
      const at = x(mark.place);
      const long = measure(mark.label, colours().family) + 9;
      const towardsLeft = mark.place > (x0 + x1) / 2;
      const [left, right] = towardsLeft ? [at - long, at] : [at, at + long];
      return { ...mark, at, towardsLeft, left, right };
    });
    return stacked(flags);
  }

  /** @param {Chart} chart @returns {any[]} */
  function tracesOf(chart) {
    const { window: size } = chart.run;
    const { xs } = viewOf(chart);
    return chart.spec.data.flatMap((trace, index) => {
      const colour = colours().role(trace.meta, trace.line.color);
      const line = { ...trace.line, color: colour };
      /** @type {Trace} */
      const shown = { ...trace, x: xs[index], line, visible: !chart.hidden.has(index) };
      if (trace.marker) shown.marker = { ...trace.marker, color: colour };
      if (trace.fill) shown.fillcolor = colours().band;
      if (size === 1 || !shown.visible) return [shown];
      if (trace.meta.role === 'other') return [{ ...shown, y: smoothed(trace.y, size) }];
      const raw = { ...shown, opacity: 0.3, showlegend: false, line: { ...line, width: 1, dash: 'solid' } };
      return [raw, { ...shown, y: smoothed(trace.y, size) }];
    });
  }

  /** All values in view of the lines that are shown. @param {Chart} chart @param {number} x0 @param {number} x1 */
  function valuesIn(chart, x0, x1) {
    const { xs } = viewOf(chart);
    return chart.spec.data.flatMap(({ y }, index) => (chart.hidden.has(index) ? [] : inView(xs[index], y, x0, x1)));
  }

  /** A logarithmic value axis over all values in view. @param {Chart} chart @param {number} x0 @param {number} x1 */
  function logAxis(chart, x0, x1) {
    const powers = valuesIn(chart, x0, x1).filter((value) => value > 0).map(Math.log10);
    const range = Array.isArray(chart.yRange) ? [...chart.yRange] : fitted(powers);
    if (!range?.every(Number.isFinite)) return { type: 'log' };
    const ticks = logTicks(range);
    const text = (/** @type {number} */ value) =>
      (value >= 1e5 || value < 1e-4 ? value.toExponential().replace('e+', 'e') : digits(value));
    return { type: 'log', range, tickmode: 'array', tickvals: ticks, ticktext: ticks.map(text) };
  }

  /**
   * The value axis: as zoomed, as far as the values of the zoomed epochs go, or as described.
   * What the program described is copied: Plotly writes into the ranges that it is given.
   * @param {Chart} chart @param {number} x0 @param {number} x1
   */
  function valueRange(chart, x0, x1) {
    if (chart.log) return logAxis(chart, x0, x1);
    if (Array.isArray(chart.yRange)) return { range: [...chart.yRange] };
    if (chart.yRange === 'all') return { range: null, autorange: true };
    const follows = chart.run.range && chart.run.follows;
    const range = (follows && fitted(valuesIn(chart, x0, x1))) || chart.spec.layout.yaxis.range;
    return { range: [...range] };
  }

  /** @param {Chart} chart @param {number} x0 @param {number} x1 @param {number} width */
  function axesOf(chart, x0, x1, width) {
    const { xaxis, yaxis } = chart.spec.layout;
    const view = viewOf(chart);
    // Level labels that may lie on the edge need no measuring, which takes longer than the drawing.
    const coloured = (/** @type {any} */ { title, ...axis }) => ({
      ...axis,
      tickangle: 0,
      ticklabeloverflow: 'allow',
      tickfont: { color: colours().muted },
      title: { ...title, font: { size: 12, color: colours().muted } },
    });
    const y = { ...coloured(yaxis), gridcolor: colours().grid, ...valueRange(chart, x0, x1) };
    const ticks = view.kind === 'time'
      ? roundTicks(x0, x1, Math.max(2, width / TIME_TICK)) : epochTicks(x0, x1, width);
    const x = {
      ...coloured(xaxis),
      range: [x0, x1],
      tickmode: 'array',
      tickvals: ticks,
      ticktext: ticks.map(digits),
      linecolor: colours().axis,
      showspikes: false,
    };
    return { xaxis: x, yaxis: y };
  }

  /** @param {Chart} chart @param {ChartFrame} frame */
  function layoutOf(chart, frame) {
    const rows = Math.max(0, ...frame.marks.map(({ row }) => row + 1));
    frame.margin.t = 10 + ROW * rows;
    const { xaxis, yaxis } = axesOf(chart, frame.x0, frame.x1, frame.inner);
    return {
      // Their titles lie under the plot, too: Plotly lays the page out three times to place one.
      xaxis: { ...xaxis, title: { text: '' } },
      yaxis: { ...yaxis, title: { text: '' } },
      width: frame.width,
      height: frame.height,
      margin: { ...frame.margin, autoexpand: false },
      font: { family: colours().family, size: 12, color: colours().muted },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      showlegend: false,
      hovermode: false, // chart-reader.js tells the values
      // A finger that scrolls the page must not draw a zoom box.
      dragmode: matchMedia('(pointer: coarse)').matches ? false : 'zoom',
      shapes: [],
    };
  }

  // ---- drawing ----------------------------------------------------------------------------------

  /** @type {Set<Chart>} */
  const queue = new Set();
  let working = false;

  /** Draws what is queued, one chart an idle slice, the one nearest to the middle first. */
  async function work() {
    if (working) return;
    working = true;
    while (queue.size) {
      await new Promise((go) => whenIdle(() => go(null)));
      const chart = nearestToMiddle();
      if (!chart) break;
      queue.delete(chart);
      await draw(chart);
      if (queue.size) await new Promise(requestAnimationFrame); // what is drawn is seen first
    }
    working = false;
  }

  function nearestToMiddle() {
    const middle = innerHeight / 2;
    const away = (/** @type {Chart} */ chart) => {
      const box = chart.area.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - middle);
    };
    return [...queue].sort((a, b) => away(a) - away(b))[0];
  }

  /** @param {Chart} chart */
  function enqueue(chart) {
    if (!chart.near || chart.state === 'failed') return;
    if (chart.state === 'live' && !chart.stale) return;
    queue.add(chart);
    work();
  }

  /** @param {Chart} chart */
  async function draw(chart) {
    if (!chart.area.clientWidth) return; // not shown now; the size observer comes back to it
    try {
      const Plotly = await loadPlotly();
      chart.stale = false;
      const frame = frameOf(chart);
      const layout = layoutOf(chart, frame);
      if (chart.state === 'live') await Plotly.react(chart.plot, tracesOf(chart), layout, CONFIG);
      else await firstDraw(Plotly, chart, layout);
      overlay(chart, frame);
      for (const hook of hooks.drawn) hook(chart);
    } catch {
      fail(chart);
    }
  }

  /** @param {PlotlyLibrary} Plotly @param {Chart} chart @param {any} layout */
  async function firstDraw(Plotly, chart, layout) {
    const plot = /** @type {PlotlyElement} */ (/** @type {HTMLElement} */ (make('div', { class: 'chart-plot' })));
    chart.plot = plot;
    chart.overlay = make('div', { class: 'chart-overlay' });
    // Seen only: the drawing below says the same to screen readers.
    chart.live = make('div', { class: 'chart-live', 'aria-hidden': 'true' }, chart.overlay, plot);
    chart.names = make('div', { class: 'chart-names', role: 'group', 'aria-label': 'Lines shown' });
    chart.area.append(chart.live, chart.names);
    await Plotly.newPlot(plot, tracesOf(chart), layout, CONFIG);
    plot.on('plotly_relayout', (change) => zoomed(chart, change));
    plot.on('plotly_doubleclick', () => zoomOut(chart));
    chart.state = 'live';
    chart.figure.classList.add('is-live');
  }

  /** The drawing stands again, and controls that would do nothing go. @param {Chart} chart */
  function fail(chart) {
    chart.state = 'failed';
    chart.figure.classList.remove('is-live');
    chart.figure.classList.add('charts-static');
    chart.live?.remove();
    chart.names?.remove();
    if (!window.Plotly) document.documentElement.classList.add('charts-static');
  }

  // ---- over the plot: names, marks, the shared place ---------------------------------------------

  /** Everything here lies under Plotly's transparent drawing, so that lines cross over marks. @param {Chart} chart @param {ChartFrame} frame */
  function overlay(chart, frame) {
    const top = frame.margin.t;
    const bottom = frame.height - frame.margin.b;
    const spike = placed('chart-spike', { left: 0, top, height: bottom - top });
    spike.hidden = true;
    const marks = frame.marks.flatMap(({ label, kind, at, row, towardsLeft }) => {
      const above = ROW * (row + 1) - 2;
      const side = towardsLeft ? ' towards-left' : '';
      return [
        placed(`chart-mark-line mark-${kind}`, { left: at, top, height: bottom - top }),
        placed(`chart-mark${side}`, { left: at, top: top - above, height: above }, label),
      ];
    });
    chart.overlay?.replaceChildren(...bandOf(chart, frame, top, bottom), ...axisTitles(chart, frame, top, bottom), ...marks, spike);
    Object.assign(chart, { frame, spike });
    nameLines(chart, frame, frame.width >= NARROW);
  }

  /** @param {Chart} chart @param {ChartFrame} frame @param {number} top @param {number} bottom */
  function axisTitles({ spec }, { margin, inner, view }, top, bottom) {
    return [
      placed('chart-axis', { left: margin.l, top: bottom + 20, width: inner }, plain(view.title)),
      placed('chart-axis upright', { left: 0, top, height: bottom - top }, plain(spec.layout.yaxis.title.text)),
    ];
  }

  /** The epochs of a finding, as far as they are in view. @param {Chart} chart @param {ChartFrame} frame @param {number} top @param {number} bottom */
  function bandOf({ band }, { x, x0, x1, view }, top, bottom) {
    if (!band) return [];
    const half = view.kind === 'epoch' ? 0.5 : 0;
    const [from, to] = [Math.max(view.place(band[0]) - half, x0), Math.min(view.place(band[1]) + half, x1)];
    if (!(from <= to)) return [];
    const width = Math.max(x(to) - x(from), 2);
    return [placed('chart-band', { left: x(from), top, width, height: bottom - top })];
  }

  /**
   * Each line's name right of the plot, at the height of its last value in view, to which dots lead
   * where that is early. A press on it switches the line; that of one that is off stays.
   * @param {Chart} chart @param {ChartFrame} frame @param {boolean} shown
   */
  function nameLines(chart, { x, x0, x1, width, margin, inner, height, view }, shown) {
    const { names, plot } = chart;
    if (!names || !plot) return;
    const focused = names.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.line : null;
    const [top, bottom] = [margin.t, height - margin.b];
    const [low, high] = plot._fullLayout.yaxis.range;
    const down = (/** @type {number} */ value) =>
      bottom - (((chart.log ? Math.log10(value) : value) - low) / (high - low)) * (bottom - top);
    const switches = chart.figure.dataset.runs === undefined;
    const ends = chart.spec.data.flatMap((trace, index) => {
      const off = chart.hidden.has(index);
      if (!shown || trace.meta.named === false || (off && !switches)) return [];
      const places = view.xs[index];
      const value = inView(places, trace.y, x0, x1).at(-1);
      if (value === undefined || (chart.log && value <= 0)) return [];
      const end = x(places[trace.y.findLastIndex((each, at) => each === value && places[at] <= x1)]);
      return [{ trace, index, off, end, y: Math.min(bottom, Math.max(top, down(value))) }];
    });
    const gap = ends.length * NAME_GAPS[0] <= bottom - top ? NAME_GAPS[0] : NAME_GAPS[1];
    const heights = spread(ends.map(({ y }) => y), gap, top, bottom);
    const right = width - margin.r;
    const leaders = ends.flatMap(({ off, end, y }, place) => (
      off || right - end < (1 - EARLY) * inner ? [] : [leader(end, y, right, heights[place])]
    ));
    names.replaceChildren(...leaders, ...ends.map(({ trace, index, off }, place) => {
      const made = placed('chart-name', { left: right + 8, top: heights[place] - 12 });
      made.append(switches ? lineSwitch(chart, trace, index, off) : plain(trace.name));
      made.style.color = colours().role({ role: trace.meta.role }, trace.line.color); // soft ones are for lines
      return made;
    }));
    if (focused) /** @type {HTMLElement|null} */ (names.querySelector(`[data-line="${focused}"]`))?.focus();
  }

  /** Dots from the end of a line to its name. @param {number} x @param {number} y @param {number} right @param {number} height */
  function leader(x, y, right, height) {
    const made = placed('chart-leader', { left: x, top: y, width: Math.hypot(right - x, height - y) });
    made.style.transform = `rotate(${Math.atan2(height - y, right - x)}rad)`;
    return made;
  }

  /** @param {Chart} chart @param {Trace} trace @param {number} index @param {boolean} off */
  function lineSwitch(chart, trace, index, off) {
    return ReportParts.button(plain(trace.name), () => toggleLine(chart, index), {
      class: 'chart-line-name', 'aria-pressed': String(!off), 'data-line': String(index),
      title: off ? 'Show this line' : 'Hide this line',
    });
  }

  /** @param {Chart} chart @param {number} index */
  function toggleLine(chart, index) {
    if (!chart.hidden.delete(index)) chart.hidden.add(index);
    for (const button of all(`[data-line="${index}"]`, chart.figure)) {
      button.setAttribute('aria-pressed', String(!chart.hidden.has(index)));
    }
    refresh([chart]);
  }

  // ---- zoom, scale, axis, theme -------------------------------------------------------------------

  /** Draws charts again: those near the view now, others when they come near. @param {Iterable<Chart>} some */
  function refresh(some) {
    for (const chart of some) {
      chart.stale = true;
      enqueue(chart);
    }
  }

  /** @param {Chart} chart @param {any} change */
  function zoomed(chart, change) {
    const pair = (/** @type {string} */ axis) =>
      change[`${axis}.range`] ?? [change[`${axis}.range[0]`], change[`${axis}.range[1]`]];
    const [x0, x1] = pair('xaxis');
    const [y0, y1] = pair('yaxis');
    if (Number.isFinite(y0) && Number.isFinite(y1)) chart.yRange = [y0, y1];
    if (Number.isFinite(x0) && Number.isFinite(x1)) {
      chart.run.range = [x0, x1];
      refresh(chart.run.charts);
    } else {
      refresh([chart]);
    }
    chart.run.refresh();
  }

  /** Back to how the chart was described; once more shows all values, however far out. @param {Chart} chart */
  function zoomOut(chart) {
    if (chart.run.range || chart.yRange) {
      resetZoom(chart.run);
      return;
    }
    chart.yRange = 'all';
    refresh([chart]);
    chart.run.refresh();
  }

  /** @param {ChartRun} run */
  function resetZoom(run) {
    run.range = null;
    for (const chart of run.charts) chart.yRange = null;
    refresh(run.charts);
    run.refresh();
  }

  /** @param {Chart[]} some @param {boolean} on */
  function setLog(some, on) {
    for (const chart of some) {
      if (!chart.spec.layout.meta.log) continue;
      Object.assign(chart, { log: on, yRange: null });
      chart.logButton?.setAttribute('aria-pressed', String(on));
    }
    refresh(some);
  }

  /** Another axis below the same points: what was zoomed to stays in view. @param {ChartRun} run @param {'epoch'|'time'} axis */
  function setAxis(run, axis) {
    const chart = run.charts.find(({ clocks }) => clocks);
    const before = chart && viewOf(chart);
    run.axis = axis;
    if (run.range) run.range = chart && before ? samePoints(run.range, before.xs, viewOf(chart).xs) : null;
    refresh(run.charts);
    run.refresh();
  }

  /**
   * Where the points lie now that lay within a range; null where that is less than two places.
   * @param {[number, number]} range @param {number[][]} before of each line @param {number[][]} now
   * @returns {[number, number]|null}
   */
  function samePoints([low, high], before, now) {
    const kept = now.flatMap((xs, line) => xs.filter((x, at) => Number.isFinite(x) && before[line][at] >= low && before[line][at] <= high));
    const [first, last] = kept.reduce(([least, most], x) => [Math.min(least, x), Math.max(most, x)], [Infinity, -Infinity]);
    return first < last ? [first, last] : null;
  }

  function recolour() {
    theme = readTheme();
    refresh([...charts.values()].filter(({ state }) => state === 'live'));
  }

  // ---- start --------------------------------------------------------------------------------------

  /** @param {string} name @returns {ChartRun} */
  function runNamed(name) {
    const found = runs.get(name) ?? {
      charts: [], window: 1, range: null, axis: 'epoch', follows: true, refresh: () => {},
    };
    runs.set(name, found);
    return found;
  }

  /** The run that a chart's id begins with; the longest name, should one begin another. @param {string} id */
  function runOf(id) {
    controlled ??= all('[data-chart-controls]').map((element) => element.dataset.chartControls ?? '');
    const fitting = controlled.filter((name) => id.startsWith(`${name}-`));
    return runNamed(fitting.sort((a, b) => b.length - a.length)[0] ?? '');
  }

  /** @param {HTMLElement} figure */
  function addChart(figure) {
    const id = figure.dataset.chart ?? '';
    const area = /** @type {HTMLElement|null} */ (figure.querySelector('.chart-area'));
    if (!area || !Object.hasOwn(data.figures, id)) return;
    const run = runOf(id);
    const spec = resolve(data.figures[id]);
    /** @type {Chart} */
    const chart = {
      id, run, figure, area, spec, hidden: new Set(), log: false, yRange: null, band: null,
      state: 'static', near: false, stale: false, views: {}, clocks: clocksOf(spec),
    };
    spec.data.forEach((/** @type {Trace} */ { visible }, /** @type {number} */ index) =>
      visible === false && chart.hidden.add(index));
    charts.set(id, chart);
    run.charts.push(chart);
    for (const hook of hooks.added) hook(chart);
  }

  /**
   * Adds the charts in `place` and the controls of their runs. Those of a run that is folded away are
   * added when it is opened, or asked for: a page of many runs has hundreds.
   * @param {Element|null} [place]
   */
  function addCharts(place) {
    controlled = null; // a run may have come since
    const shown = (/** @type {Element} */ element) => {
      const fold = element.closest('.run-fold:not([open])');
      return !fold || fold === place;
    };
    const figures = all('[data-chart]', place ?? document)
      .filter((figure) => !charts.has(figure.dataset.chart ?? '') && shown(figure));
    figures.forEach(addChart);
    all('[data-chart-controls]', place ?? document)
      .filter((element) => !element.childElementCount && shown(element)).forEach(buildControls);
    for (const figure of figures) {
      const area = charts.get(figure.dataset.chart ?? '')?.area;
      if (!area) continue;
      views.observe(area);
      sizes.observe(area);
    }
  }

  function watch() {
    const chartOf = (/** @type {Element} */ area) => {
      const figure = /** @type {HTMLElement|null} */ (area.closest('[data-chart]'));
      return charts.get(figure?.dataset.chart ?? '');
    };
    views = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const chart = chartOf(target);
        if (!chart) continue;
        chart.near = isIntersecting;
        if (isIntersecting) enqueue(chart); // and it is drawn, even if it has gone by until then
      }
    }, { rootMargin: NEAR });
    sizes = new ResizeObserver((entries) => {
      const some = entries.flatMap(({ target }) => chartOf(target) ?? []);
      refresh(some.filter(({ area, frame }) => area.clientWidth
        && (frame?.width !== area.clientWidth || frame?.height !== area.clientHeight)));
    });
  }

  /** @param {string} hash */
  function idIn(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return ''; // a lone "%" in the address
    }
  }

  /** A finding's link shades its epochs on the chart that it leads to. @param {MouseEvent} event */
  function showBand(event) {
    const link = /** @type {HTMLAnchorElement|null} */ (/** @type {Element} */ (event.target).closest?.('[data-band]'));
    const id = link ? idIn(link.hash ?? '') : '';
    if (id && !charts.has(id)) addCharts(document.getElementById(id)?.closest('.run-fold'));
    const chart = charts.get(id);
    const band = link?.dataset.band?.split(',').map(Number) ?? [];
    if (!chart || band.length !== 2 || !band.every(Number.isFinite)) return;
    chart.band = band;
    const { range } = chart.run;
    const place = viewOf(chart).place;
    if (range && (place(band[0]) < range[0] || place(band[1]) > range[1])) resetZoom(chart.run);
    refresh([chart]);
  }

  /** Begins, once the scripts that add to charts are there. @param {(element: HTMLElement) => void} build */
  function start(build) {
    buildControls = build;
    const element = /** @type {HTMLScriptElement|null} */ (document.getElementById('report-data'));
    if (!element || !window.IntersectionObserver || !window.DecompressionStream) {
      document.documentElement.classList.add('charts-static');
      return;
    }
    readData(element, (found) => {
      data = found;
      resolve(data.clocks ?? {});
      watch();
      addCharts();
      document.addEventListener('toggle', ({ target }) => {
        const fold = /** @type {HTMLElement} */ (target);
        if (fold.matches('.run-fold[open]')) addCharts(fold);
      }, true);
    });
    document.addEventListener('click', showBand);
    document.addEventListener('themechange', recolour);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  }

  /** What curves.js, matrix.js and sweep.js draw with, too. */
  const tools = {
    button: ReportParts.button, measure, placed, spread, stacked, loadPlotly, readData, readTheme, refresh,
    download: { save: ReportParts.save, blobOf: ReportParts.blobOf },
  };
  return {
    axesOf, charts, colours, fail, hooks, resetZoom, runNamed, setAxis, setLog, start, swatch, toggleLine,
    tools, tracesOf, viewOf, zoomOut,
  };
})();
