'use strict';

/**
 * Runs that are ticked, held against each other in the page: their curves over one another, and
 * the arguments in which they differ. Curves come from a file of each run.
 *
 * @typedef {{epochs: number[], curves: Object<string, (number|null)[]>}} RunCurves
 */
const SiteCompare = (() => {
  const { make } = ReportPage;
  const { epochTicks, roundTicks } = ReportMath;
  /** Runs that colours tell apart. */
  const MOST = 8;
  const WIDTH = 460;
  const HEIGHT = 250;
  const ROOM = { left: 48, right: 12, top: 10, bottom: 30 };
  const SVG = 'http://www.w3.org/2000/svg';
  const NAMES = { main: 'Main metric', 'train/loss': 'Training loss, sum', 'val/loss': 'Validation loss, sum' };

  /** @param {string} tag @param {Object<string, string|number>} attributes @param {...(Node|string)} children */
  function inSvg(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  }

  /**
   * The curves that at least one run tells, the main metric and the sums of losses first.
   * @param {(RunCurves|null)[]} told
   */
  function curveNames(told) {
    const names = new Set(['main', 'val/loss', 'train/loss']);
    for (const each of told) for (const name of Object.keys(each?.curves ?? {})) names.add(name);
    return [...names].filter((name) => told.some((each) => each?.curves[name]));
  }

  /** Numbers that are told. @param {(number|null)[]} values @returns {number[]} */
  const known = (values) => /** @type {number[]} */ (values.filter((value) => value !== null));

  /**
   * Where values of a chart lie.
   * @param {string} name
   * @param {(RunCurves|null)[]} told
   */
  function scaleOf(name, told) {
    const values = told.flatMap((each) => known(each?.curves[name] ?? []));
    const low = name === 'main' ? 0 : Math.min(...values);
    const high = Math.max(...values, low + 1e-9);
    const last = Math.max(...told.flatMap((each) => (each?.curves[name] ? each.epochs : [1])), 2);
    const x = (/** @type {number} */ epoch) => ROOM.left + ((epoch - 1) / (last - 1)) * (WIDTH - ROOM.left - ROOM.right);
    const y = (/** @type {number} */ value) => HEIGHT - ROOM.bottom - ((value - low) / (high - low)) * (HEIGHT - ROOM.top - ROOM.bottom);
    return { high, last, low, x, y };
  }

  /** @param {RunCurves} run @param {string} name @param {ReturnType<typeof scaleOf>} scale */
  function path(run, name, { x, y }) {
    let pen = 'M';
    return run.curves[name].map((value, at) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${x(run.epochs[at]).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return step;
    }).join('');
  }

  /** @param {ReturnType<typeof scaleOf>} scale */
  function axes({ high, last, low, x, y }) {
    const parts = [];
    for (const value of roundTicks(low, high, 5)) {
      if (value < low - 1e-12 || value > high + 1e-12) continue;
      parts.push(inSvg('line', { class: 'together-grid', x1: ROOM.left, x2: WIDTH - ROOM.right, y1: y(value), y2: y(value) }),
        inSvg('text', { x: ROOM.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(Number(value.toPrecision(6)))));
    }
    for (const epoch of epochTicks(0.5, last + 0.5, WIDTH - ROOM.left)) {
      if (epoch <= last) parts.push(inSvg('text', { x: x(epoch), y: HEIGHT - 12, 'text-anchor': 'middle' }, String(epoch)));
    }
    return parts;
  }

  /**
   * @param {string} name
   * @param {string} title
   * @param {{name: string, curves: RunCurves|null}[]} runs
   */
  function chart(name, title, runs) {
    const told = runs.map(({ curves }) => curves);
    const scale = scaleOf(name, told);
    const lines = runs.map(({ curves }, at) => (curves?.curves[name]
      ? inSvg('path', { class: `together-line role-run${at + 1}`, d: path(curves, name, scale) }) : ''));
    const ends = runs.filter(({ curves }) => curves?.curves[name])
      .map(({ name: run, curves }) => `${run} ${SiteTable.digits(known(/** @type {RunCurves} */ (curves).curves[name]).at(-1) ?? NaN)}`);
    const rule = inSvg('line', { class: 'together-rule', y1: ROOM.top, y2: HEIGHT - ROOM.bottom, visibility: 'hidden' });
    const svg = inSvg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `${title} over the epochs; at the end: ${ends.join(', ')}` },
      ...axes(scale), ...lines, rule);
    const readout = make('p', { class: 'together-readout' });
    svg.addEventListener('pointermove', (event) => read(/** @type {PointerEvent} */ (event), svg, { name, runs, scale, rule, readout }));
    svg.addEventListener('pointerleave', () => {
      readout.textContent = '';
      rule.setAttribute('visibility', 'hidden');
    });
    return make('figure', { class: 'together-chart' }, make('figcaption', {}, title), svg, readout);
  }

  /**
   * The values at the epoch under the pointer.
   * @param {PointerEvent} event
   * @param {Element} svg
   * @param {{name: string, runs: {name: string, curves: RunCurves|null}[], scale: ReturnType<typeof scaleOf>, rule: Element, readout: HTMLElement}} chart
   */
  function read(event, svg, { name, runs, scale, rule, readout }) {
    const { left, width } = svg.getBoundingClientRect();
    const across = ((event.clientX - left) / width) * WIDTH;
    const share = (across - ROOM.left) / (WIDTH - ROOM.left - ROOM.right);
    const epoch = Math.round(1 + Math.max(0, Math.min(1, share)) * (scale.last - 1));
    rule.setAttribute('visibility', 'visible');
    rule.setAttribute('x1', String(scale.x(epoch)));
    rule.setAttribute('x2', String(scale.x(epoch)));
    const values = runs.map(({ curves }, at) => {
      const place = curves ? nearest(curves.epochs, epoch) : -1;
      const value = place < 0 ? null : curves?.curves[name]?.[place] ?? null;
      return make('span', {}, make('span', { class: `together-swatch role-run${at + 1}` }), value === null ? '–' : SiteTable.digits(value));
    });
    readout.replaceChildren(`Epoch ${epoch}: `, ...values);
  }

  /** The place of the epoch that is nearest; -1 past the end of a run. @param {number[]} epochs @param {number} epoch */
  function nearest(epochs, epoch) {
    if (epoch > (epochs.at(-1) ?? 0)) return -1;
    let best = 0;
    epochs.forEach((each, at) => { if (Math.abs(each - epoch) < Math.abs(epochs[best] - epoch)) best = at; });
    return best;
  }

  /**
   * What of the columns is not the same in all runs: arguments, and what they were trained with.
   * @param {SiteStoreData} store
   * @param {number[]} runs
   * @returns {{title: string, values: string[]}[]}
   */
  function differing(store, runs) {
    const own = ['value', 'model', 'data', 'task', 'epochs', 'best_epoch'];
    const chosen = [...own.flatMap((key) => store.named(key)), ...store.columns.filter(({ argument }) => argument)];
    return chosen.map((column) => ({ title: column.title, values: runs.map((run) => SiteStore.full(column, run) || 'not told') }))
      .filter(({ values }) => new Set(values).size > 1);
  }

  /**
   * @param {{title: string, values: string[]}[]} rows
   * @param {string[]} names
   */
  function table(rows, names) {
    if (!rows.length) return make('p', { class: 'missing' }, 'These runs differ in none of their arguments.');
    const head = make('tr', {}, make('th', { scope: 'col' }, 'What differs'), ...names.map((name, at) =>
      make('th', { scope: 'col' }, make('span', { class: `together-swatch role-run${at + 1}` }), name)));
    const body = rows.map(({ title, values }) => make('tr', {}, make('th', { scope: 'row' }, title), ...values.map((value) => make('td', {}, value))));
    return make('div', { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': 'What differs' },
      make('table', { class: 'together-table' }, make('thead', {}, head), make('tbody', {}, ...body)));
  }

  /**
   * Fills the place with what runs come down to together.
   * @param {HTMLElement} place
   * @param {SiteStoreData} store
   * @param {number[]} runs at most `MOST`
   * @param {(RunCurves|null)[]} told of each run
   */
  function show(place, store, runs, told) {
    const names = runs.map((run) => SiteStore.full(store.columns[0], run));
    const metrics = new Set(runs.map((run) => SiteStore.wordOf(store.named('metric')[0], run)).filter(Boolean));
    const each = runs.map((_, at) => ({ name: names[at], curves: told[at] }));
    const key = make('ul', { class: 'together-key' }, ...names.map((name, at) =>
      make('li', {}, make('span', { class: `together-swatch role-run${at + 1}` }), name, told[at] ? '' : ' (no curves)')));
    const charts = curveNames(told).map((name) => {
      const title = name === 'main' ? [...metrics].join(' / ') || NAMES.main : NAMES[/** @type {keyof typeof NAMES} */ (name)] ?? name;
      return chart(name, title, each);
    });
    const none = make('p', { class: 'missing' }, 'None of these runs tells curves.');
    place.replaceChildren(key, make('div', { class: 'together-charts' }, ...(charts.length ? charts : [none])), table(differing(store, runs), names));
  }

  return { MOST, curveNames, differing, nearest, path, scaleOf, show };
})();

if (typeof module !== 'undefined') module.exports = SiteCompare;
