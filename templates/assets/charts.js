'use strict';

/**
 * Interactive charts. Each stands first as a drawing made by the program; when it comes near the
 * view, Plotly draws it over that, and only then is the drawing hidden. What goes wrong leaves the
 * drawing standing. Charts of a run share the epoch under the pointer, the zoom and the smoothing.
 *
 * Names and marks are laid over the plot as HTML: they are measured, so that none covers another.
 */
const ReportCharts = (() => {
  /** Charts are drawn when they are this near to the view, above or below. */
  const NEAR = '400px 0px';
  /** Epochs of the centred median, by position of the slider. */
  const WINDOWS = [1, 3, 5, 7, 11, 15, 21, 31];
  /** Pixels that the number of an epoch needs on the axis. */
  const TICK_WIDTH = 56;
  /** Below this width lines are named by the legend only, to leave room for the plot. */
  const NARROW = 380;
  const ROW = 16;
  const LABEL_GAP = 6;
  const EXPORT_SIZE = { width: 1000, height: 560 };
  const CONFIG = { displayModeBar: false, displaylogo: false, responsive: false, doubleClick: false };

  /**
   * @typedef {Object} Run Charts that move together.
   * @property {Chart[]} charts
   * @property {number} window epochs of the smoothing median; 1 is off
   * @property {number[]|null} range epochs in view; null shows all
   * @property {function(): void} refresh brings the controls up to date
   *
   * @typedef {Object} Chart
   * @property {string} id
   * @property {Run} run
   * @property {HTMLElement} figure
   * @property {HTMLElement} area
   * @property {{data: Object[], layout: Object}} spec as the program described it
   * @property {Set<number>} hidden traces switched off
   * @property {boolean} log
   * @property {number[]|'all'|null} yRange values in view; null as described, 'all' without limit
   * @property {number[]|null} band epochs to shade
   * @property {'static'|'queued'|'live'|'failed'} state
   * @property {boolean} near
   * @property {boolean} stale to be drawn again
   */

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  let data = { arrays: [], figures: {} };
  /** @type {Map<string, Run>} */
  const runs = new Map();
  /** @type {Map<string, Chart>} */
  const charts = new Map();
  let theme = null;
  let controlled = null; // names of the runs that have controls

  // ---- small helpers --------------------------------------------------------------------------

  /** What a script element holds: JSON, on large pages packed, which takes a moment. */
  function readData(element, use) {
    const text = element.textContent.trim();
    const parse = (json) => {
      try {
        return JSON.parse(json);
      } catch {
        return null; // the drawings stand
      }
    };
    const take = (data) => data && use(data);
    if (element.type === 'application/gzip') unpacked(text).then(parse, () => null).then(take);
    else take(parse(text));
  }

  /** The text that base64 of gzip holds. */
  function unpacked(text) {
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }

  /**
   * A new element; children are nodes or text, never markup.
   * @param {string} tag
   * @param {Object<string, string>} [attributes]
   * @param {...(Node|string)} children
   */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    if (tag === 'button') element.type = 'button';
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function button(label, onClick, attributes = {}) {
    const made = make('button', { class: 'chart-button', ...attributes }, label);
    made.addEventListener('click', onClick);
    return made;
  }

  /** Columns are stored once in `arrays`; figures refer to them by number: put in place here. */
  function resolve(value) {
    for (const [key, item] of Object.entries(value)) {
      if (item === null || typeof item !== 'object') continue;
      if (Number.isInteger(item.array) && Object.keys(item).length === 1) value[key] = data.arrays[item.array];
      else if (Number.isInteger(item.part)) value[key] = resolve(structuredClone(data.parts[item.part]));
      else resolve(item);
    }
    return value;
  }

  /** What base64 holds. */
  const bytesOf = (text) => Uint8Array.fromBase64?.(text)
    ?? Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

  const whenIdle = (work) =>
    window.requestIdleCallback ? requestIdleCallback(work, { timeout: 300 }) : setTimeout(work, 1);

  let pen = null; // made at the first use

  /** The width of a text in pixels. */
  function measure(text, family) {
    pen ??= document.createElement('canvas').getContext('2d');
    if (!pen) return text.length * 7;
    pen.font = `12px ${family}`;
    return pen.measureText(text).width;
  }

  /** Plain text of a name that was escaped for Plotly. */
  const plain = (name) =>
    name.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

  // ---- theme ----------------------------------------------------------------------------------

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const read = (name, fallback = '') => style.getPropertyValue(name).trim() || fallback;
    return {
      family: getComputedStyle(document.body).fontFamily,
      ground: read('--chart-ground', '#ffffff'),
      text: read('--chart-text', '#24292f'),
      muted: read('--chart-muted', '#5a626c'),
      grid: read('--chart-grid', '#e7e9ec'),
      axis: read('--chart-axis', '#b9bfc7'),
      mark: read('--chart-mark', '#8a929c'),
      band: read('--chart-band', 'rgba(110,120,135,0.16)'),
      card: read('--chart-card', '#ffffff'),
      cardLine: read('--chart-card-line', '#c9ced5'),
      role: (meta, fallback) => read(roleVariable(meta), fallback),
    };
  }

  const roleVariable = (meta) => `--role-${meta.role}${meta.shade === 'soft' ? '-soft' : ''}`;

  // ---- numbers --------------------------------------------------------------------------------

  /**
   * Centred median over `size` epochs: no lag, so a turn stays at its epoch, and single outliers
   * vanish. Towards both ends the window narrows; gaps stay gaps.
   * @param {(number|null)[]} values
   * @param {number} size odd
   */
  function smoothed(values, size) {
    return values.map((value, index) => {
      if (value === null) return null;
      const half = Math.min((size - 1) / 2, index, values.length - 1 - index);
      const near = values
        .slice(index - half, index + half + 1)
        .filter((other) => other !== null)
        .sort((a, b) => a - b);
      const middle = near.length >> 1;
      return near.length % 2 ? near[middle] : (near[middle - 1] + near[middle]) / 2;
    });
  }

  /** Up to 9 digits: those of the csv, without the noise in the last ones of a sum. */
  const digits = (value) => (value === null ? '' : String(Number(value.toPrecision(9))));

  /**
   * Positions near `wanted`, at least `gap` apart, from `low` to `high`.
   * @param {number[]} wanted
   */
  function spread(wanted, gap, low, high) {
    const fitting = Math.min(gap, (high - low) / Math.max(wanted.length - 1, 1));
    const order = wanted.map((_, index) => index).sort((a, b) => wanted[a] - wanted[b]);
    const placed = [];
    let last = low - fitting;
    for (const index of order) last = placed[index] = Math.max(wanted[index], last + fitting, low);
    let limit = high;
    for (const index of order.reverse()) {
      placed[index] = Math.min(placed[index], limit);
      limit = placed[index] - fitting;
    }
    return placed;
  }

  // ---- what Plotly is given -------------------------------------------------------------------

  /** Where things lie on the chart at its present size, in CSS pixels. */
  function frameOf(chart) {
    const { layout } = chart.spec;
    const [x0, x1] = chart.run.range ?? layout.xaxis.range;
    const margin = { ...layout.meta.margin };
    const width = chart.area.clientWidth;
    const height = chart.area.clientHeight;
    const named = chart.spec.data.filter(({ meta }) => meta.named !== false);
    const longest = Math.max(0, ...named.map(({ name }) => measure(plain(name), theme.family)));
    margin.r = width < NARROW ? 12 : Math.max(margin.r, Math.ceil(longest) + 12);
    const inner = Math.max(1, width - margin.l - margin.r);
    const x = (epoch) => margin.l + ((epoch - x0) / (x1 - x0)) * inner;
    const marks = placedMarks(layout.meta.marks, { x, x0, x1 });
    return { width, height, margin, inner, x, x0, x1, marks };
  }

  /**
   * Labels lean inwards, so that none is clipped, and are stacked as reportgen/figure/svg/place.py
   * does it: none covers another, and no line runs through a label on its way up.
   */
  function placedMarks(marks, { x, x0, x1 }) {
    const flags = marks.filter(({ epoch }) => epoch >= x0 && epoch <= x1).map((mark) => {
      const at = x(mark.epoch);
      const long = measure(mark.label, theme.family) + 9;
      const towardsLeft = mark.epoch > (x0 + x1) / 2;
      const [left, right] = towardsLeft ? [at - long, at] : [at, at + long];
      return { ...mark, at, towardsLeft, left, right };
    });
    return stacked(flags);
  }

  /** Flags with the row of each, 0 nearest to the plot. */
  function stacked(flags) {
    const outwards = (a, b) =>
      a.towardsLeft - b.towardsLeft || (a.towardsLeft ? a.at - b.at : b.at - a.at);
    const done = [];
    for (const flag of [...flags].sort(outwards)) {
      const last = Math.max(-1, ...done.map(({ row }) => row)) + 1;
      flag.row = 0;
      while (flag.row < last && !done.every((other) => apart(flag, other))) flag.row += 1;
      done.push(flag);
    }
    return flags;
  }

  function apart(flag, other) {
    if (flag.row === other.row) {
      return flag.left >= other.right + LABEL_GAP || other.left >= flag.right + LABEL_GAP;
    }
    const [upper, lower] = flag.row > other.row ? [flag, other] : [other, flag];
    return upper.at <= lower.left || upper.at >= lower.right;
  }

  function tracesOf(chart, { live = true } = {}) {
    const { window: size } = chart.run;
    return chart.spec.data.flatMap((trace, index) => {
      const colour = theme.role(trace.meta, trace.line.color);
      const line = { ...trace.line, color: colour };
      const shown = { ...trace, line, visible: !chart.hidden.has(index) };
      if (trace.marker) shown.marker = { ...trace.marker, color: colour };
      if (live) shown.hovertemplate = '%{customdata}';
      shown.customdata = trace.y.map(digits);
      if (trace.fill) shown.fillcolor = theme.band;
      if (size === 1 || !shown.visible) return [shown];
      if (trace.meta.role === 'other') return [{ ...shown, y: smoothed(trace.y, size) }];
      const raw = { ...shown, opacity: 0.3, hoverinfo: 'skip', hovertemplate: null, showlegend: false };
      raw.line = { ...shown.line, width: 1, dash: 'solid' };
      return [raw, { ...shown, y: smoothed(trace.y, size) }];
    });
  }

  /** Whole epochs only: multiples of a round step, and the first epoch of the run. */
  function epochTicks(x0, x1, width) {
    const most = Math.max(2, Math.floor(width / TICK_WIDTH));
    const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000]
      .find((size) => (x1 - x0) / size <= most) ?? 100000;
    const ticks = x0 < 1 && x1 >= 1 ? [1] : [];
    const from = ticks.length ? 1 + step * 0.6 : x0;
    for (let at = Math.ceil(from / step) * step; at <= x1; at += step) ticks.push(at);
    return ticks;
  }

  /** A logarithmic value axis over all values in view, with ticks at 1, 2 and 5 of each decade. */
  function logAxis(chart, x0, x1) {
    const values = chart.spec.data.flatMap(({ x, y }, index) =>
      chart.hidden.has(index) ? [] : y.filter((value, at) => value > 0 && x[at] >= x0 && x[at] <= x1));
    const low = Math.log10(values.reduce((least, value) => Math.min(least, value), Infinity));
    const high = Math.log10(values.reduce((most, value) => Math.max(most, value), 0));
    const room = Math.max((high - low) * 0.05, 0.02);
    const range = Array.isArray(chart.yRange) ? chart.yRange : [low - room, high + room];
    if (!range.every(Number.isFinite)) return { type: 'log' };
    const decades = range[1] - range[0];
    const factors = decades > 4 ? [1] : decades > 0.5 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
    const every = Math.max(1, Math.ceil(decades / 8));
    const ticks = [];
    for (let power = Math.floor(range[0]); power <= range[1]; power += 1) {
      if (power % every === 0) ticks.push(...factors.map((factor) => factor * 10 ** power));
    }
    const text = (value) =>
      (value >= 1e5 || value < 1e-4 ? value.toExponential().replace('e+', 'e') : digits(value));
    return { type: 'log', range, tickmode: 'array', tickvals: ticks, ticktext: ticks.map(text) };
  }

  function axesOf(chart, x0, x1, width) {
    const { xaxis, yaxis } = chart.spec.layout;
    // Level labels that may lie on the edge need no measuring, which takes longer than the drawing.
    const coloured = ({ title, ...axis }) => ({
      ...axis,
      tickangle: 0,
      ticklabeloverflow: 'allow',
      tickfont: { color: theme.muted },
      title: { ...title, font: { size: 12, color: theme.muted } },
    });
    const y = { ...coloured(yaxis), gridcolor: theme.grid };
    if (chart.log) Object.assign(y, logAxis(chart, x0, x1));
    else if (Array.isArray(chart.yRange)) y.range = chart.yRange;
    else if (chart.yRange === 'all') Object.assign(y, { range: null, autorange: true });
    const x = {
      ...coloured(xaxis),
      range: [x0, x1],
      tickmode: 'array',
      tickvals: epochTicks(x0, x1, width),
      linecolor: theme.axis,
      spikecolor: theme.mark,
      unifiedhovertitle: { text: `<b>${xaxis.title.text} %{x}</b>` },
    };
    return { xaxis: x, yaxis: y };
  }

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
      font: { family: theme.family, size: 12, color: theme.muted },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      showlegend: false,
      hovermode: 'x unified',
      hoverdistance: -1,
      spikedistance: -1,
      hoverlabel: {
        bgcolor: theme.card,
        bordercolor: theme.cardLine,
        namelength: -1,
        font: { family: theme.family, size: 12, color: theme.text },
      },
      // A finger that scrolls the page must not draw a zoom box.
      dragmode: matchMedia('(pointer: coarse)').matches ? false : 'zoom',
      shapes: [],
    };
  }

  // ---- loading and drawing --------------------------------------------------------------------

  let loading = null;

  /** Inflates the bundle and runs it as an inline script, which the page's policy allows. */
  async function runPacked(text) {
    const script = document.createElement('script');
    script.textContent = await unpacked(text);
    document.head.append(script);
  }

  /** Runs the bundle that the pages of a site share. */
  function runFile(src) {
    const script = make('script', { src });
    const done = new Promise((go, stop) => {
      script.addEventListener('load', go);
      script.addEventListener('error', stop);
    });
    document.head.append(script);
    return done;
  }

  function loadPlotly() {
    loading ??= (async () => {
      const bundle = document.getElementById('plotly-bundle');
      await (bundle.dataset.src ? runFile(bundle.dataset.src) : runPacked(bundle.textContent.trim()));
      if (!window.Plotly) throw new Error('the chart library did not start');
      await new Promise(whenIdle); // running the bundle was a slice of its own
      return window.Plotly;
    })();
    return loading;
  }

  const queue = new Set();
  let working = false;

  /** Draws what is queued, one chart an idle slice, the one nearest to the middle first. */
  async function work() {
    if (working) return;
    working = true;
    while (queue.size) {
      await new Promise(whenIdle);
      const chart = nearest();
      if (!chart) break;
      queue.delete(chart);
      await draw(chart);
      if (queue.size) await new Promise(requestAnimationFrame); // what is drawn is seen first
    }
    working = false;
  }

  function nearest() {
    const middle = innerHeight / 2;
    const away = (chart) => {
      const box = chart.area.getBoundingClientRect();
      return Math.abs((box.top + box.bottom) / 2 - middle);
    };
    return [...queue].sort((a, b) => away(a) - away(b))[0];
  }

  function enqueue(chart) {
    if (!chart.near || chart.state === 'failed') return;
    if (chart.state === 'live' && !chart.stale) return;
    queue.add(chart);
    work();
  }

  async function draw(chart) {
    if (!chart.area.clientWidth) return; // not shown now; the size observer comes back to it
    try {
      const Plotly = await loadPlotly();
      theme ??= readTheme();
      chart.stale = false;
      const frame = frameOf(chart);
      const layout = layoutOf(chart, frame);
      if (chart.state === 'live') await Plotly.react(chart.plot, tracesOf(chart), layout, CONFIG);
      else await firstDraw(Plotly, chart, layout);
      overlay(chart, frame);
    } catch {
      fail(chart);
    }
  }

  async function firstDraw(Plotly, chart, layout) {
    chart.plot = make('div', { class: 'chart-plot' });
    chart.overlay = make('div', { class: 'chart-overlay' });
    // Seen only: the drawing below says the same to screen readers.
    chart.live = make('div', { class: 'chart-live', 'aria-hidden': 'true' }, chart.overlay, chart.plot);
    chart.area.append(chart.live);
    await Plotly.newPlot(chart.plot, tracesOf(chart), layout, CONFIG);
    chart.plot.on('plotly_relayout', (change) => zoomed(chart, change));
    chart.plot.on('plotly_doubleclick', () => zoomOut(chart));
    chart.plot.on('plotly_hover', ({ points }) => hovered(chart, points[0].x));
    chart.plot.on('plotly_unhover', () => hovered(chart, null));
    chart.state = 'live';
    chart.figure.classList.add('is-live');
  }

  /** The drawing stands again, and controls that would do nothing go. */
  function fail(chart) {
    chart.state = 'failed';
    chart.figure.classList.remove('is-live');
    chart.figure.classList.add('charts-static');
    chart.live?.remove();
    if (!window.Plotly) document.documentElement.classList.add('charts-static');
  }

  // ---- over the plot: names, marks, the shared epoch -------------------------------------------

  function placed(className, { left, top, width, height }, text = '') {
    const made = make('div', { class: className }, text);
    const px = (value) => (value === undefined ? '' : `${Math.round(value)}px`);
    Object.assign(made.style, { left: px(left), top: px(top), width: px(width), height: px(height) });
    return made;
  }

  /** Everything here lies under Plotly's transparent drawing, so that lines cross over marks. */
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
    const names = frame.width < NARROW ? [] : endNames(chart, frame, top, bottom);
    const titles = axisTitles(chart, frame, top, bottom);
    chart.overlay.replaceChildren(...bandOf(chart, frame, top, bottom), ...titles, ...marks, ...names, spike);
    Object.assign(chart, { frame, spike });
  }

  function axisTitles({ spec }, { margin, inner }, top, bottom) {
    const { xaxis, yaxis } = spec.layout;
    return [
      placed('chart-axis', { left: margin.l, top: bottom + 20, width: inner }, plain(xaxis.title.text)),
      placed('chart-axis upright', { left: 0, top, height: bottom - top }, plain(yaxis.title.text)),
    ];
  }

  /** The epochs of a finding, as far as they are in view. */
  function bandOf({ band }, { x, x0, x1 }, top, bottom) {
    if (!band) return [];
    const [from, to] = [Math.max(band[0] - 0.5, x0), Math.min(band[1] + 0.5, x1)];
    if (from >= to) return [];
    const width = Math.max(x(to) - x(from), 2);
    return [placed('chart-band', { left: x(from), top, width, height: bottom - top })];
  }

  /** Each line's name beside its last value in view. */
  function endNames(chart, { x0, x1, width, margin }, top, bottom) {
    const [low, high] = chart.plot._fullLayout.yaxis.range;
    const scale = (value) => (chart.log ? Math.log10(value) : value);
    const down = (value) => bottom - ((scale(value) - low) / (high - low)) * (bottom - top);
    const ends = chart.plot.data.flatMap((trace) => {
      if (trace.visible === false || trace.hoverinfo === 'skip' || trace.meta.named === false) return [];
      const inView = (index) =>
        trace.y[index] !== null && trace.x[index] >= x0 && trace.x[index] <= x1;
      const last = trace.x.findLastIndex((_, index) => inView(index));
      if (last < 0 || (chart.log && trace.y[last] <= 0)) return [];
      const y = Math.min(bottom, Math.max(top, down(trace.y[last])));
      const colour = theme.role({ role: trace.meta.role }, trace.line.color); // soft ones are for lines
      return [{ name: plain(trace.name), y, colour }];
    });
    const heights = spread(ends.map(({ y }) => y), 15, top, bottom);
    return ends.map(({ name, colour }, index) => {
      const made = placed('chart-name', { left: width - margin.r + 8, top: heights[index] - 8 }, name);
      made.style.color = colour;
      return made;
    });
  }

  /** The epoch under the pointer, as a line in the other charts of the run. */
  function hovered(source, epoch) {
    for (const chart of source.run.charts) {
      if (chart === source || !chart.spike) continue;
      const inView = epoch !== null && epoch >= chart.frame.x0 && epoch <= chart.frame.x1;
      chart.spike.hidden = !inView;
      if (inView) chart.spike.style.left = `${Math.round(chart.frame.x(epoch))}px`;
    }
  }

  // ---- zoom, smoothing, scale, theme ------------------------------------------------------------

  /** Draws charts again: those near the view now, others when they come near. */
  function refresh(some) {
    for (const chart of some) {
      chart.stale = true;
      enqueue(chart);
    }
  }

  function zoomed(chart, change) {
    const pair = (axis) =>
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

  /** Back to how the chart was described; once more shows all values, however far out. */
  function zoomOut(chart) {
    if (chart.run.range || chart.yRange) return resetZoom(chart.run);
    chart.yRange = 'all';
    refresh([chart]);
    chart.run.refresh();
  }

  function resetZoom(run) {
    run.range = null;
    for (const chart of run.charts) chart.yRange = null;
    refresh(run.charts);
    run.refresh();
  }

  function setLog(some, on) {
    for (const chart of some) {
      if (!chart.spec.layout.meta.log) continue;
      Object.assign(chart, { log: on, yRange: null });
      chart.logButton?.setAttribute('aria-pressed', String(on));
    }
    refresh(some);
  }

  function recolour() {
    theme = readTheme();
    refresh([...charts.values()].filter(({ state }) => state === 'live'));
  }

  // ---- controls -----------------------------------------------------------------------------------

  function swatch({ line, meta }) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const stroke = document.createElementNS(space, 'line');
    const size = { class: 'chart-swatch', width: 24, height: 8, 'aria-hidden': 'true' };
    for (const [name, value] of Object.entries(size)) svg.setAttribute(name, value);
    const ends = { x1: 0, x2: 24, y1: 4, y2: 4, 'stroke-width': line.width };
    for (const [name, value] of Object.entries(ends)) stroke.setAttribute(name, value);
    if (line.dash !== 'solid') stroke.setAttribute('stroke-dasharray', line.dash.replaceAll('px', ''));
    stroke.style.stroke = `var(${roleVariable(meta)}, ${line.color})`;
    svg.append(stroke);
    return svg;
  }

  function legend(chart) {
    const buttons = chart.spec.data.map((trace, index) => {
      const made = button('', () => {
        const off = !chart.hidden.delete(index);
        if (off) chart.hidden.add(index);
        made.setAttribute('aria-pressed', String(!off));
        refresh([chart]);
      }, { 'aria-pressed': 'true' });
      made.append(swatch(trace), plain(trace.name));
      return made;
    });
    return make('div', { class: 'chart-legend', role: 'group', 'aria-label': 'Lines shown' }, ...buttons);
  }

  function buildTools(chart) {
    const tools = chart.figure.querySelector('[data-tools]');
    if (!tools) return;
    const { meta } = chart.spec.layout;
    const actions = make('div', { class: 'chart-actions' });
    if (meta.log) {
      chart.logButton = button('Log', () => setLog([chart], !chart.log), {
        'aria-pressed': 'false', 'aria-label': `Log scale: ${meta.title}`, title: 'Logarithmic scale',
      });
      actions.append(chart.logButton);
    }
    for (const format of ['png', 'svg', 'csv']) {
      const name = format.toUpperCase();
      actions.append(button(name, () => download(chart, format), {
        'aria-label': `Download ${name}: ${meta.title}`, title: `Download as ${name}`,
      }));
    }
    // In a comparison one legend of the runs serves all charts.
    tools.replaceChildren(...(chart.figure.dataset.runs === undefined ? [legend(chart)] : []), actions);
  }

  function buildControls(element) {
    const run = runNamed(element.dataset.chartControls);
    const output = make('output', {}, 'off');
    const steps = { min: '0', max: String(WINDOWS.length - 1), step: '1', value: '0' };
    const slider = make('input', { type: 'range', ...steps, 'aria-label': 'Smoothing' });
    slider.addEventListener('input', () => {
      run.window = WINDOWS[Number(slider.value)];
      output.textContent = run.window === 1 ? 'off' : `median of ${run.window}`;
      slider.setAttribute('aria-valuetext', run.window === 1 ? 'off' : `median of ${run.window} epochs`);
      refresh(run.charts);
    });
    slider.setAttribute('aria-valuetext', 'off');
    const hint = 'Centred median over so many epochs; the values as read stay faint behind';
    const smoothing = make('label', { class: 'chart-smoothing', title: hint }, 'Smoothing', slider, output);
    const log = button('Log scale', () => {
      const on = log.getAttribute('aria-pressed') !== 'true';
      log.setAttribute('aria-pressed', String(on));
      setLog(run.charts, on);
    }, { 'aria-pressed': 'false' });
    const reset = button('Reset zoom', () => resetZoom(run), { disabled: '' });
    run.refresh = () => {
      reset.disabled = !run.range && run.charts.every(({ yRange }) => !yRange);
    };
    element.replaceChildren(smoothing, log, reset);
  }

  // ---- downloads ----------------------------------------------------------------------------------

  async function download(chart, format) {
    if (format === 'csv') return save(chart, 'csv', new Blob([csvOf(chart)], { type: 'text/csv' }));
    try {
      const Plotly = await loadPlotly();
      theme ??= readTheme();
      const size = { ...EXPORT_SIZE, scale: format === 'png' ? 2 : 1 };
      const url = await Plotly.toImage(exported(chart), { ...size, format });
      save(chart, format, blobOf(url));
    } catch {
      fail(chart);
    }
  }

  /** The whole figure as described, with title, legend and marks, on the theme's ground. */
  function exported(chart) {
    const { layout } = chart.spec;
    const [x0, x1] = chart.run.range ?? layout.xaxis.range;
    const inView = ({ x }) => x >= x0 && x <= x1;
    return {
      data: tracesOf(chart, { live: false }),
      layout: {
        ...layout,
        ...axesOf(chart, x0, x1, EXPORT_SIZE.width - 200),
        ...EXPORT_SIZE,
        font: { ...layout.font, family: theme.family, color: theme.muted },
        title: { ...layout.title, font: { ...layout.title.font, color: theme.text } },
        paper_bgcolor: theme.ground,
        shapes: layout.shapes.map((shape) =>
          ({ ...shape, line: { ...shape.line, color: theme.mark } })),
        annotations: layout.annotations.filter(inView)
          .map((note) => ({ ...note, font: { ...note.font, color: theme.muted } })),
      },
    };
  }

  /** One row an epoch; a line's own column name where it has one. */
  function csvOf(chart) {
    const { data: traces } = chart.spec;
    // A name that a spreadsheet would take for a formula is made text.
    const cell = (text) => {
      const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
      return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const epochs = [...new Set(traces.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const columns = traces.map(({ x, y }) => new Map(x.map((epoch, index) => [epoch, y[index]])));
    const rows = epochs.map((epoch) =>
      [epoch, ...columns.map((values) => digits(values.get(epoch) ?? null))].join(','));
    const header = [chart.spec.layout.xaxis.title.text.toLowerCase(), ...traces.map(({ meta }) => cell(meta.column))].join(',');
    return `${[header, ...rows].join('\r\n')}\r\n`;
  }

  function blobOf(url) {
    const [head, body] = [url.slice(5, url.indexOf(',')), url.slice(url.indexOf(',') + 1)];
    const type = head.split(';')[0];
    if (!head.endsWith(';base64')) return new Blob([decodeURIComponent(body)], { type });
    return new Blob([bytesOf(body)], { type });
  }

  function save(chart, extension, blob) {
    const link = make('a', { href: URL.createObjectURL(blob), download: `${chart.id}.${extension}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  // ---- start --------------------------------------------------------------------------------------

  function runNamed(name) {
    if (!runs.has(name)) runs.set(name, { charts: [], window: 1, range: null, refresh: () => {} });
    return runs.get(name);
  }

  /** The run that a chart's id begins with; the longest name, should one begin another. */
  function runOf(id) {
    controlled ??= all('[data-chart-controls]').map((element) => element.dataset.chartControls);
    const fitting = controlled.filter((name) => id.startsWith(`${name}-`));
    return runNamed(fitting.sort((a, b) => b.length - a.length)[0] ?? '');
  }

  function addChart(figure) {
    const id = figure.dataset.chart;
    const area = figure.querySelector('.chart-area');
    if (!area || !Object.hasOwn(data.figures, id)) return;
    const run = runOf(id);
    const chart = {
      id, run, figure, area, spec: resolve(data.figures[id]), hidden: new Set(), log: false,
      yRange: null, band: null, state: 'static', near: false, stale: false,
    };
    chart.spec.data.forEach(({ visible }, index) => visible === false && chart.hidden.add(index));
    charts.set(id, chart);
    run.charts.push(chart);
    buildTools(chart);
  }

  function watch() {
    const byArea = new Map([...charts.values()].map((chart) => [chart.area, chart]));
    const views = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const chart = byArea.get(target);
        chart.near = isIntersecting;
        if (isIntersecting) enqueue(chart); // and it is drawn, even if it has gone by until then
      }
    }, { rootMargin: NEAR });
    const sizes = new ResizeObserver((entries) => {
      const some = entries.map(({ target }) => byArea.get(target));
      refresh(some.filter(({ area, frame }) => area.clientWidth && frame?.width !== area.clientWidth));
    });
    for (const area of byArea.keys()) {
      views.observe(area);
      sizes.observe(area);
    }
  }

  function idIn(hash) {
    try {
      return decodeURIComponent(hash.slice(1));
    } catch {
      return ''; // a lone "%" in the address
    }
  }

  /** A finding's link shades its epochs on the chart that it leads to. */
  function showBand(event) {
    const link = event.target.closest?.('[data-band]');
    const chart = link && charts.get(idIn(link.hash ?? ''));
    const band = link?.dataset.band.split(',').map(Number);
    if (!chart || band.length !== 2 || !band.every(Number.isFinite)) return;
    chart.band = band;
    const { range } = chart.run;
    if (range && (band[0] < range[0] || band[1] > range[1])) resetZoom(chart.run);
    refresh([chart]);
  }

  function start() {
    if (!window.IntersectionObserver || !window.DecompressionStream) {
      document.documentElement.classList.add('charts-static');
      return;
    }
    readData(document.getElementById('report-data'), (found) => {
      data = found;
      all('[data-chart]').forEach(addChart);
      all('[data-chart-controls]').forEach(buildControls);
      watch();
    });
    document.addEventListener('click', showBand);
    document.addEventListener('themechange', recolour);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
  }

  start();
  /** What curves.js and matrix.js draw with, too. */
  const tools = {
    button, measure, placed, spread, stacked, loadPlotly, readData, readTheme, refresh, download: { save, blobOf },
  };
  return { charts, tools };
})();
