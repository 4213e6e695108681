'use strict';

/**
 * The values at one place of a chart, in a card beside it: under the pointer, under a finger, or
 * from epoch to epoch by the arrow keys. A click or Enter pins it. It never covers the names at
 * the ends of the lines, and tells nothing of a line that has ended before.
 */
(() => {
  const { make, plain, placed, swatch } = ReportParts;
  const { aligned, digits, nearest, pointAt } = ReportMath;
  /** The card's distance from the line under the pointer. */
  const GAP = 12;
  /** A press that moves further draws a zoom box. */
  const STILL = 4;
  const LEAP = 10;

  /**
   * @typedef {{name: string, trace: Trace, cells: string[], heights: number[]}} Row
   * One line's name and what it says there; with training beside validation in a comparison.
   */

  /** Places at which any shown line has a point. @param {Chart} chart */
  function placesOf(chart) {
    const { xs } = ReportCharts.viewOf(chart);
    const shown = xs.filter((_, index) => !chart.hidden.has(index));
    return [...new Set(shown.flat())].sort((a, b) => a - b);
  }

  /** What a line says at a place. @param {Chart} chart @param {number} index @param {number} at */
  function told(chart, index, at) {
    const view = ReportCharts.viewOf(chart);
    const { y, x: epochs, meta } = chart.spec.data[index];
    const found = pointAt(view.xs[index], y, at, view.kind === 'epoch');
    const own = (/** @type {number} */ place) => epochs[place] - (meta.starts ?? 0);
    if ('ended' in found) return { text: `ended at ${own(found.ended)}`, height: null };
    if ('gap' in found) return { text: '–', height: null };
    // A line that goes on from another counts its epochs anew.
    return { text: digits(y[found.index]), height: y[found.index], own: meta.starts ? own(found.index) : null };
  }

  /**
   * Rows of the card: a line each; in a comparison a run each, training in a second column.
   * @param {Chart} chart @param {number} at
   */
  function rowsOf(chart, at) {
    const paired = chart.figure.dataset.runs !== undefined;
    /** @type {Map<string, Row>} */
    const rows = new Map();
    const sides = new Set(chart.spec.data.map(({ meta }) => meta.side));
    const two = paired && sides.has('train') && sides.has('val');
    chart.spec.data.forEach((trace, index) => {
      if (chart.hidden.has(index)) return;
      const key = two ? String(trace.meta.column).replace(/, training$/, '') : String(index);
      const row = rows.get(key) ?? { name: plain(trace.name), trace, cells: two ? ['', ''] : [''], heights: [] };
      const { text, height, own } = told(chart, index, at);
      row.cells[two && trace.meta.side === 'train' ? 1 : 0] = text;
      if (height !== null) row.heights.push(height);
      if (trace.meta.side !== 'train') Object.assign(row, { name: plain(trace.name), trace });
      if (own) row.name = `${plain(row.trace.name)}, its epoch ${own}`;
      rows.set(key, row);
    });
    for (const { cells } of rows.values()) {
      if (cells[0] === cells[1] && cells[0].startsWith('ended')) cells[1] = ''; // said once
    }
    return { rows: [...rows.values()], two };
  }

  /** @param {Chart} chart @param {number} at */
  function titleOf(chart, at) {
    const view = ReportCharts.viewOf(chart);
    if (view.kind === 'epoch') return `${plain(view.title)} ${at}`;
    const index = view.xs[0].findLastIndex((place) => place <= at);
    const epoch = chart.figure.dataset.runs === undefined && index >= 0 ? `, epoch ${chart.spec.data[0].x[index]}` : '';
    return `${Number(at.toPrecision(3))} ${view.unit}${epoch}`;
  }

  class Reader {
    /** @param {Chart} chart */
    constructor(chart) {
      this.chart = chart;
      this.at = NaN;
      this.pinned = false;
      this.down = { x: NaN, y: NaN };
      this.handle = make('div', {
        class: 'chart-reader', role: 'slider', tabindex: '0', 'aria-label': `Values of ${plain(chart.spec.layout.meta.title)}`,
        'aria-valuemin': '0', 'aria-valuemax': '0', 'aria-valuenow': '0',
      });
      this.card = make('div', { class: 'chart-card', 'aria-hidden': 'true' });
      this.card.hidden = true;
      this.dots = make('div', { class: 'chart-dots', 'aria-hidden': 'true' });
      chart.area.append(this.dots, this.handle, this.card);
      this.listen();
    }

    listen() {
      const { area } = this.chart;
      area.addEventListener('pointermove', (event) => event.pointerType !== 'touch' && this.follow(event));
      area.addEventListener('pointerleave', (event) => event.pointerType !== 'touch' && this.leave());
      area.addEventListener('pointerdown', ({ clientX, clientY }) => { this.down = { x: clientX, y: clientY }; }, true);
      // Plotly covers the page while a button is down: the press ends elsewhere.
      document.addEventListener('pointerup', (event) => this.pressed(event), true);
      this.handle.addEventListener('keydown', (event) => this.key(event));
      this.handle.addEventListener('focus', () => this.handle.matches(':focus-visible') && this.show(this.start()));
      this.handle.addEventListener('blur', () => this.leave());
      this.card.addEventListener('click', () => this.release());
    }

    /** Where the keys begin: the place told last, else the mark of the best epoch, else the end. */
    start() {
      const places = placesOf(this.chart);
      const best = this.chart.spec.layout.meta.marks[0]?.epoch;
      const from = Number.isNaN(this.at) ? ReportCharts.viewOf(this.chart).place(best ?? NaN) : this.at;
      return Number.isNaN(from) ? places.at(-1) ?? NaN : nearest(places, from);
    }

    /** The place under a pointer; NaN outside of the plot. @param {{clientX: number, clientY: number}} event */
    under({ clientX, clientY }) {
      const { area, frame } = this.chart;
      if (!frame) return NaN;
      const box = area.getBoundingClientRect();
      const [x, y] = [clientX - box.left - frame.margin.l, clientY - box.top];
      if (x < 0 || x > frame.inner || y < frame.margin.t || y > frame.height - frame.margin.b) return NaN;
      const wanted = frame.x0 + (x / frame.inner) * (frame.x1 - frame.x0);
      const places = placesOf(this.chart).filter((place) => place >= frame.x0 && place <= frame.x1);
      return places.length ? nearest(places, wanted) : NaN;
    }

    /** @param {PointerEvent} event */
    follow(event) {
      if (this.pinned || event.buttons) return;
      const at = this.under(event);
      if (Number.isNaN(at)) this.hide();
      else this.show(at);
    }

    leave() {
      if (!this.pinned) this.hide();
    }

    /** @param {PointerEvent} event */
    pressed({ clientX, clientY, target }) {
      const { x, y } = this.down;
      this.down = { x: NaN, y: NaN };
      const still = Math.abs(clientX - x) <= STILL && Math.abs(clientY - y) <= STILL;
      if (!still || (target instanceof Element && target.closest('.chart-card, button'))) return;
      const at = this.under({ clientX, clientY });
      if (Number.isNaN(at)) return;
      if (this.pinned && at === this.at) this.release();
      else this.pin(at);
    }

    /** @param {number} at */
    pin(at) {
      this.pinned = true;
      this.show(at);
    }

    release() {
      this.pinned = false;
      this.hide();
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const places = placesOf(this.chart);
      const index = places.indexOf(Number.isNaN(this.at) ? this.start() : this.at);
      /** @type {Object<string, number>} */
      const steps = {
        ArrowLeft: index - 1, ArrowDown: index - 1, ArrowRight: index + 1, ArrowUp: index + 1,
        PageDown: index - LEAP, PageUp: index + LEAP, Home: 0, End: places.length - 1,
      };
      if (event.key in steps) {
        const at = places[Math.min(Math.max(steps[event.key], 0), places.length - 1)];
        if (at !== undefined) this.show(at);
      } else if (event.key === 'Enter' || event.key === ' ') {
        if (this.pinned) this.release();
        else this.pin(this.start());
      } else if (event.key === 'Escape') {
        this.release();
      } else {
        return;
      }
      event.preventDefault();
    }

    /** @param {number} at */
    show(at) {
      const { frame } = this.chart;
      if (!frame || Number.isNaN(at)) return;
      this.at = at;
      const { rows, two } = rowsOf(this.chart, at);
      const title = titleOf(this.chart, at);
      this.speak(title, rows);
      this.fill(title, rows, two);
      this.card.classList.toggle('is-pinned', this.pinned);
      this.card.hidden = false;
      this.place(frame);
      this.mark(rows, frame);
      share(this.chart, at);
    }

    hide() {
      this.card.hidden = true;
      this.dots.replaceChildren();
      share(this.chart, null);
    }

    /** @param {string} title @param {Row[]} rows */
    speak(title, rows) {
      const words = rows.map(({ name, cells }) => `${name} ${cells.filter(Boolean).join(', training ')}`);
      const places = placesOf(this.chart);
      const values = { min: places[0], max: places.at(-1), now: this.at };
      for (const [key, value] of Object.entries(values)) this.handle.setAttribute(`aria-value${key}`, String(value));
      this.handle.setAttribute('aria-valuetext', `${title}: ${words.join('; ')}`);
    }

    /** @param {string} title @param {Row[]} rows @param {boolean} two */
    fill(title, rows, two) {
      const columns = rows[0]?.cells.map((_, index) => aligned(rows.map(({ cells }) => cells[index]))) ?? [];
      const head = two ? [make('tr', {}, make('td'), make('td', {}, 'validation'), make('td', {}, 'training'))] : [];
      const body = rows.map(({ name, trace }, row) => make('tr', {},
        make('th', {}, swatch(trace), name),
        ...columns.map((column) => make('td', { class: 'number' }, column[row]))));
      const hint = this.pinned ? 'click or Esc closes' : 'click pins';
      this.card.replaceChildren(
        make('p', { class: 'chart-card-title' }, make('b', {}, title), make('span', {}, hint)),
        make('table', {}, make('tbody', {}, ...head, ...body)));
    }

    /** Beside the line, towards the start where there is room, else towards the end but before the names; else below. @param {ChartFrame} frame */
    place(frame) {
      const { card } = this;
      const x = frame.x(this.at);
      const wide = card.offsetWidth;
      const right = frame.width - frame.margin.r;
      const left = x - GAP - wide >= 0 ? x - GAP - wide : x + GAP;
      const below = left + wide > right;
      card.classList.toggle('is-below', below);
      card.style.left = `${Math.round(below ? 0 : left)}px`;
      card.style.top = `${below ? frame.height - frame.margin.b + 36 : frame.margin.t + 2}px`;
    }

    /** A dot on each line, and the line through the plot. @param {Row[]} rows @param {ChartFrame} frame */
    mark(rows, frame) {
      const { plot, log } = this.chart;
      if (!plot) return;
      const [low, high] = plot._fullLayout.yaxis.range;
      const [top, bottom] = [frame.margin.t, frame.height - frame.margin.b];
      const x = frame.x(this.at);
      const dots = rows.flatMap(({ trace, heights }) => heights.flatMap((value) => {
        const up = ((log ? Math.log10(value) : value) - low) / (high - low);
        if (!(up >= 0 && up <= 1)) return [];
        const dot = placed('chart-dot', { left: x - 4, top: bottom - up * (bottom - top) - 4 });
        dot.style.background = ReportCharts.colours().role({ role: trace.meta.role }, trace.line.color);
        return [dot];
      }));
      this.dots.replaceChildren(placed('chart-spike', { left: x, top, height: bottom - top }), ...dots);
    }

    /** After the chart is drawn again: what is pinned stays at its epoch. */
    redrawn() {
      const { frame } = this.chart;
      if (!frame) return;
      Object.assign(this.handle.style, {
        left: `${frame.margin.l}px`, top: `${frame.margin.t}px`, width: `${frame.inner}px`,
        height: `${frame.height - frame.margin.t - frame.margin.b}px`,
      });
      this.handle.setAttribute('aria-valuemax', String(placesOf(this.chart).at(-1) ?? 0));
      if (!this.card.hidden) this.reshow(frame);
    }

    /** @param {ChartFrame} frame */
    reshow(frame) {
      const places = placesOf(this.chart);
      const inView = this.at >= frame.x0 && this.at <= frame.x1 && places.includes(this.at);
      if (inView) this.show(this.at);
      else this.release();
    }
  }

  /** The place under the pointer, as a line in the other charts of the run. @param {Chart} source @param {number|null} at */
  function share(source, at) {
    for (const { spike, frame } of source.run.charts.filter((chart) => chart !== source)) {
      if (!spike || !frame) continue;
      const shown = at !== null && at >= frame.x0 && at <= frame.x1;
      spike.hidden = !shown;
      if (shown) spike.style.left = `${Math.round(frame.x(at))}px`;
    }
  }

  /** @type {Map<Chart, Reader>} */
  const readers = new Map();
  ReportCharts.hooks.drawn.push((chart) => {
    const reader = readers.get(chart) ?? new Reader(chart);
    readers.set(chart, reader);
    reader.redrawn();
  });
  // A press of the mouse leaves the focus where it was: Escape is heard anywhere.
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') for (const reader of readers.values()) if (reader.pinned) reader.release();
  });
})();
