'use strict';

/**
 * A page of very many runs: its table is drawn by windows, searched, sorted and brushed; runs that
 * are chosen there are drawn over the bands, from columns that are unpacked when they are needed.
 */
(() => {
  const { charts, tools } = ReportCharts;
  const { inSvg, make } = ReportPage;
  const ROW = 32;
  /** Rows drawn beyond those in view, above and below. */
  const SPARE = 8;
  /** Runs drawn at most beside the best one and the baseline: as many as colours are left. */
  const MOST_DRAWN = 8;
  /** Pixels of the table that are seen at once, at most. */
  const TALLEST = 720;
  const BARS = 40;
  const SPARK = { width: 88, height: 22, points: 32 };
  const place = document.querySelector('[data-many]');
  const source = /** @type {HTMLScriptElement|null} */ (document.getElementById('all-data'));
  if (!place || !source) return;
  const table = place.querySelector('table');
  const scroll = place.querySelector('.many-scroll');
  const brush = place.querySelector('[data-many-brush]');
  const chooser = place.querySelector('[data-many-column]');
  const find = place.querySelector('[data-many-find]');
  const clear = place.querySelector('[data-many-clear]');
  const count = place.querySelector('[data-many-count]');
  const chosenList = document.querySelector('[data-many-chosen]');
  const plainRows = table.tBodies[0].cloneNode(true); // what is printed

  /** @type {ManyRuns} */
  let runs; // set at the start
  /** @type {number[]} */
  let view = []; // the runs that are left, in the order shown
  /** @type {{key: string, direction: number, by: Float64Array}|null} */
  let sorting = null;
  /** @type {Map<string, number[]|Set<number>>} */
  const ranges = new Map(); // by column: numbers from and to, or a set of words
  /** @type {Set<number>} */
  const ticked = new Set();
  /** @type {Map<string, any>} */
  const unpacked = new Map(); // columns over the epochs, by name
  // Told by events: to ask for it would lay out the whole page before its time.
  let top = 0;

  // ---- which runs, in what order --------------------------------------------------------------

  /** @param {string} key @returns {any} the column; unless the key is `name`, `state` or `why` */
  const columnOf = (key) => ManyRows.columnOf(runs, key);
  /** @param {number} run */
  const sentenceOf = (run) => ManyRows.sentenceOf(runs, run);

  /** @type {Map<number, string>} */
  const texts = new Map();
  /** @param {number} run @returns {string} */
  function textOf(run) {
    const before = texts.get(run);
    if (before !== undefined) return before;
    const text = ManyRows.textOf(runs, run);
    texts.set(run, text);
    return text;
  }

  // ---- the table ------------------------------------------------------------------------------

  function apply(drawing = draw) {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    view = runs.order.filter((run) => (
      ManyRows.inRanges(runs, run, ranges) && words.every((/** @type {string} */ word) => textOf(run).includes(word))));
    if (sorting) ManyRows.sorted(view, sorting.by, sorting.direction);
    const narrowed = words.length > 0 || ranges.size > 0;
    clear.hidden = !narrowed && !ticked.size;
    count.textContent = narrowed ? `${view.length} of ${runs.names.length} runs` : `${runs.names.length} runs`;
    if (top) scroll.scrollTop = 0;
    top = 0;
    drawing();
    drawChosen(narrowed);
  }

  /** @param {number} rows */
  const spacer = (rows) => make('tr', { class: 'many-spacer', style: `height:${rows * ROW}px`, 'aria-hidden': 'true' });

  /** Rows that stand in the page at a time. */
  const WINDOW = Math.ceil(TALLEST / ROW) + 2 * SPARE;

  /** The rows that the program wrote are the first of all: those in view stay until others are wanted. */
  function adopt() {
    const [body] = table.tBodies;
    const [near, far] = [[...body.rows].slice(0, WINDOW), [...body.rows].slice(WINDOW)];
    for (const row of far) row.remove();
    near.forEach((row, at) => {
      row.setAttribute('aria-rowindex', at + 2);
      row.cells[0].prepend(tickOf(view[at]));
    });
    body.append(spacer(view.length - near.length));
  }

  /** The rows in view, between two that stand for all others. */
  function draw() {
    if (!unpacked.has(runs.lead)) Promise.resolve(columnData(runs.lead)).then(draw); // for what sparkOf draws
    const first = Math.max(0, Math.floor(top / ROW) - SPARE);
    const last = Math.min(view.length, first + WINDOW);
    table.tBodies[0].replaceChildren(
      spacer(first), ...view.slice(first, last).map((run, at) => rowOf(run, first + at)), spacer(view.length - last),
    );
  }

  /** @param {number} run */
  function tickOf(run) {
    const tick = make('input', { type: 'checkbox', 'aria-label': `Draw ${runs.names[run]}` });
    tick.checked = ticked.has(run);
    tick.dataset.run = String(run);
    return make('label', { class: 'many-tick' }, tick);
  }

  /** @param {number} run @param {number} at */
  function rowOf(run, at) {
    const name = runs.full[run]
      ? make('a', { href: `#${runs.full[run]}` }, runs.short[run]) : runs.short[run];
    const row = make('tr', { 'aria-rowindex': at + 2 },
      make('th', { scope: 'row', title: runs.names[run] }, tickOf(run), name));
    const cells = runs.columns.map((column) => (
      make('td', column.kind === 'number' ? { class: 'number' } : {}, ManyRows.shown(column, run))));
    const why = make('td', { class: 'many-why', title: sentenceOf(run) }, sentenceOf(run));
    const state = make('td', {}, badgeOf(run));
    row.append(...cells.slice(0, runs.leading), state, sparkOf(run), why, ...cells.slice(runs.leading));
    return row;
  }

  /** @param {number} run */
  function badgeOf(run) {
    const [key, word] = runs.badges[runs.states[run]];
    const icon = inSvg('svg', { class: 'icon', 'aria-hidden': 'true' });
    icon.append(inSvg('use', { href: `#icon-${key}` }));
    return make('span', { class: `badge verdict-${key}` }, icon, make('span', { class: 'word' }, word));
  }

  /** The main metric over the epochs, from 0 to 1, once its column is unpacked. @param {number} run */
  function sparkOf(run) {
    const cell = make('td');
    const values = unpacked.get(runs.lead)?.get?.(run);
    if (!values || values.length < 2) return cell;
    const step = Math.max(1, Math.floor(values.length / SPARK.points));
    /** @type {string[]} */
    const points = [];
    for (let at = 0; at < values.length; at += step) {
      if (!(values[at] >= 0 && values[at] <= 1)) continue;
      const x = 2 + (at / (values.length - 1)) * (SPARK.width - 4);
      points.push(`${x.toFixed(1)},${(SPARK.height - 2 - values[at] * (SPARK.height - 4)).toFixed(1)}`);
    }
    const svg = inSvg('svg', { class: 'spark', viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, width: SPARK.width, height: SPARK.height, 'aria-hidden': 'true' });
    svg.append(inSvg('polyline', { points: points.join(' ') }));
    cell.append(svg);
    return cell;
  }

  function setUpSorting() {
    for (const head of table.tHead.querySelectorAll('[data-key]')) {
      const { key } = head.dataset;
      const button = make('button', { type: 'button', class: 'sort' }, head.textContent);
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const numeric = columnOf(key)?.kind === 'number';
        const before = sorting?.key === key ? sorting : null;
        // Of a number the largest is wanted first, of a name the first.
        const direction = before ? -before.direction : numeric ? -1 : 1;
        sorting = { key, direction, by: before?.by ?? ManyRows.keys(runs, key) };
        for (const other of table.tHead.querySelectorAll('[data-key]')) other.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
        apply();
      });
    }
  }

  // ---- the brush ------------------------------------------------------------------------------

  function buildBrush() {
    const column = columnOf(chooser.value);
    brush.replaceChildren();
    if (!column) return;
    if (column.kind === 'text') brush.append(...column.words.map((/** @type {string} */ word, /** @type {number} */ code) => wordBox(column, word, code)));
    else brush.append(histogram(column));
  }

  /** @param {ManyColumn} column @param {string} word @param {number} code */
  function wordBox(column, word, code) {
    const box = make('input', { type: 'checkbox' });
    box.checked = new Set(ranges.get(column.key) ?? []).has(code);
    box.addEventListener('change', () => {
      const chosen = new Set(ranges.get(column.key) ?? []);
      if (box.checked) chosen.add(code);
      else chosen.delete(code);
      if (chosen.size) ranges.set(column.key, chosen);
      else ranges.delete(column.key);
      apply();
    });
    return make('label', {}, box, ` ${word}`);
  }

  /** Bars over the values, on which a range is drawn, and the two ends as numbers. @param {ManyColumn} column */
  function histogram(column) {
    const { low, high, span, heights } = ManyRows.bars(column.values, BARS);
    const most = Math.max(...heights);
    const svg = inSvg('svg', { viewBox: `0 0 ${BARS} 20`, preserveAspectRatio: 'none', class: 'many-bars', 'aria-hidden': 'true' });
    heights.forEach((height, at) => {
      const tall = (height / most) * 19;
      svg.append(inSvg('rect', { x: at + 0.08, y: 20 - tall, width: 0.84, height: tall }));
    });
    const chosen = inSvg('rect', { class: 'many-range', y: 0, height: 20, width: 0 });
    svg.append(chosen);
    const ends = [0, 1].map((end) => {
      const [from, to] = ranges.get(column.key) ?? [low, high];
      const input = make('input', { type: 'number', step: 'any', value: end ? to : from });
      input.addEventListener('change', () => choose(ends[0].value, ends[1].value));
      return input;
    });
    /** @param {number|string} from @param {number|string} to */
    function choose(from, to) {
      const range = [Number(from), Number(to)].sort((a, b) => a - b);
      if (range[0] <= low && range[1] >= high) ranges.delete(column.key);
      else ranges.set(column.key, range);
      mark();
      apply();
    }
    function mark() {
      const [from, to] = [...(ranges.get(column.key) ?? [low, high])];
      ends[0].value = String(from);
      ends[1].value = String(to);
      /** @param {number} value */
      const at = (value) => Math.max(0, Math.min(BARS, ((value - low) / span) * BARS));
      chosen.setAttribute('x', String(ranges.has(column.key) ? at(from) : 0));
      chosen.setAttribute('width', String(ranges.has(column.key) ? Math.max(0.2, at(to) - at(from)) : 0));
    }
    dragged(svg, (from, to) => choose(low + from * span, low + to * span));
    mark();
    const labels = ['From ', 'To '].map((word, end) => make('label', {}, word, ends[end]));
    return make('div', { class: 'many-histogram' }, svg, ...labels);
  }

  /**
   * Calls `done` with the shares of the width from which to which was dragged.
   * @param {SVGElement} svg @param {(from: number, to: number) => void} done
   */
  function dragged(svg, done) {
    /** @type {number|null} */
    let begun = null;
    /** @param {PointerEvent} event */
    const share = (event) => {
      const { left, width } = svg.getBoundingClientRect();
      return Math.max(0, Math.min(1, (event.clientX - left) / width));
    };
    svg.addEventListener('pointerdown', (event) => {
      begun = share(event);
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointerup', (event) => {
      const end = share(event);
      if (begun !== null && Math.abs(end - begun) > 0.005) done(Math.min(begun, end), Math.max(begun, end));
      begun = null;
    });
  }

  // ---- runs in the charts ---------------------------------------------------------------------

  /** @param {string} name @returns {any} */
  function columnData(name) {
    if (!unpacked.has(name)) {
      const at = runs.packed.findIndex((column) => column.name === name);
      const elements = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-packed]')]);
      const element = elements.find(({ dataset }) => dataset.packed === name);
      const work = element
        ? PackedColumns.unpack(runs.packed[at], { data: element.textContent ?? '', ...element.dataset }, runs.lengths)
        : Promise.resolve(new Map());
      unpacked.set(name, work);
      work.then((values) => unpacked.set(name, values), () => unpacked.set(name, new Map()));
    }
    return unpacked.get(name);
  }

  /** @param {boolean} narrowed */
  function drawChosen(narrowed) {
    const wanted = ticked.size ? [...ticked] : narrowed ? view : [];
    const some = wanted.filter((run) => !runs.drawn.includes(run)).slice(0, MOST_DRAWN);
    chosenList.replaceChildren(...some.map((run, at) =>
      make('li', {}, make('span', { class: `swatch role-run${at + 3}` }), runs.names[run])));
    const more = wanted.length - wanted.filter((run) => runs.drawn.includes(run)).length - some.length;
    if (more) chosenList.append(make('li', {}, `and ${more} more`));
    for (const chart of charts.values()) {
      if (chart.figure.dataset.manyValues) drawOver(chart, some);
    }
  }

  /** @param {Chart} chart @param {number[]} some */
  async function drawOver(chart, some) {
    chart.wanted = some;
    chart.bands ??= chart.spec.data.length;
    if (!some.length && chart.spec.data.length === chart.bands) return;
    const [epochs, values] = await Promise.all([columnData('epoch'), columnData(chart.figure.dataset.manyValues ?? '')]);
    if (chart.wanted !== some) return; // others are wanted by now
    chart.spec.data.length = chart.bands;
    some.forEach((run, at) => {
      if (!values.has(run)) return;
      const name = runs.names[run];
      const short = name.length > 15 ? `${name.slice(0, 4)}…${name.slice(-10)}` : name;
      const escaped = short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      chart.spec.data.push({
        type: 'scatter', mode: 'lines', name: escaped, connectgaps: false,
        x: Array.from(epochs.get(run)),
        y: Array.from(values.get(run), (value) => (Number.isFinite(value) ? value : null)),
        line: { color: '#888', width: 1.4, dash: 'solid' },
        meta: { role: `run${at + 3}`, side: 'val', shade: 'main', column: name },
      });
    });
    tools.refresh([chart]);
  }

  // ---- start ----------------------------------------------------------------------------------

  /** @param {ManyRuns} found */
  function start(found) {
    runs = found;
    place.dataset.ready = '';
    table.setAttribute('aria-rowcount', runs.names.length + 1);
    chooser.append(make('option', { value: '' }, 'no column'),
      ...runs.columns.map(({ key, title }) => make('option', { value: key }, title)));
    chooser.addEventListener('change', buildBrush);
    find.addEventListener('input', () => apply());
    find.form.addEventListener('submit', (/** @type {Event} */ event) => event.preventDefault());
    clear.addEventListener('click', () => {
      ranges.clear();
      ticked.clear();
      find.value = '';
      buildBrush();
      apply();
    });
    scroll.addEventListener('scroll', () => {
      top = scroll.scrollTop;
      requestAnimationFrame(draw);
    }, { passive: true });
    table.addEventListener('change', (/** @type {any} */ { target }) => {
      const run = Number(target.dataset.run);
      if (target.checked) ticked.add(run);
      else ticked.delete(run);
      clear.hidden = false;
      drawChosen(ranges.size > 0 || find.value.trim() !== '');
    });
    window.addEventListener('beforeprint', () => { table.tBodies[0].replaceChildren(...plainRows.cloneNode(true).childNodes); });
    window.addEventListener('afterprint', draw);
    place.querySelector('[data-many-more]')?.remove();
    setUpSorting();
    apply(find.value ? draw : adopt); // the browser may restore what was typed
  }

  tools.readData(source, start);
})();
