'use strict';

/**
 * Charts of the runs that are ticked, over one another. They share the epoch that is read and the
 * epochs that are in view: a drag zooms, a double click shows all again, arrow keys read.
 *
 * @typedef {{epochs: number[], curves: Object<string, (number|null)[]>, left?: import('./site-goes-on.js').Left}} RunCurves
 * @typedef {{name: string, curves: RunCurves|null}} NamedRun
 */
const SiteCharts = (() => {
  const { inSvg, make } = ReportPage;
  const { epochTicks, fitted, inView, measured, nearest, roundTicks } = ReportMath;
  const WIDTH = 460;
  const HEIGHT = 250;
  const ROOM = { left: 48, right: 12, top: 10, bottom: 30 };
  /** A press that moves further, in pixels, is a drag. */
  const STILL = 4;
  const LEAP = 10;

  /** The place of the epoch that is nearest; -1 before a run and past its end. @param {number[]} epochs @param {number} epoch */
  const placeOf = (epochs, epoch) =>
    (epoch < (epochs[0] ?? 0) || epoch > (epochs.at(-1) ?? 0) ? -1 : epochs.indexOf(nearest(epochs, epoch)));

  /**
   * Where values of a chart lie; in a range of epochs it fits the values that are in view.
   * @param {string} name
   * @param {(RunCurves|null)[]} told
   * @param {[number, number]|null} range
   */
  function scaleOf(name, told, range) {
    const own = told.flatMap((each) => (each?.curves[name] ? [each] : []));
    const [first, last] = range ?? [1, Math.max(...own.map(({ epochs }) => epochs.at(-1) ?? 1), 2)];
    const values = own.flatMap(({ epochs, curves }) => inView(epochs, curves[name], first, last));
    const [low, high] = (range && fitted(values))
      ?? [name === 'main' ? 0 : Math.min(...values), Math.max(...values, 1e-9)];
    const x = (/** @type {number} */ epoch) => ROOM.left + ((epoch - first) / (last - first)) * (WIDTH - ROOM.left - ROOM.right);
    const y = (/** @type {number} */ value) => HEIGHT - ROOM.bottom - ((value - low) / (high - low || 1)) * (HEIGHT - ROOM.top - ROOM.bottom);
    return { first, high, last, low, x, y };
  }

  /** @param {RunCurves} run @param {string} name @param {ReturnType<typeof scaleOf>} scale */
  function path(run, name, { first, last, x, y }) {
    let pen = 'M';
    return run.curves[name].map((value, at) => {
      const epoch = run.epochs[at];
      if (value === null || epoch < first || epoch > last) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = 'L';
      return step;
    }).join('');
  }

  /** @param {ReturnType<typeof scaleOf>} scale */
  function axes({ first, high, last, low, x, y }) {
    const parts = [];
    for (const value of roundTicks(low, high, 5)) {
      if (value < low - 1e-12 || value > high + 1e-12) continue;
      parts.push(inSvg('line', { class: 'together-grid', x1: ROOM.left, x2: WIDTH - ROOM.right, y1: y(value), y2: y(value) }),
        inSvg('text', { x: ROOM.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(Number(value.toPrecision(6)))));
    }
    for (const epoch of epochTicks(first - 0.5, last + 0.5, WIDTH - ROOM.left)) {
      if (epoch >= first && epoch <= last) parts.push(inSvg('text', { x: x(epoch), y: HEIGHT - 12, 'text-anchor': 'middle' }, String(epoch)));
    }
    return parts;
  }

  class SiteChart {
    /** @param {string} name @param {string} title @param {NamedRun[]} runs @param {Together} together */
    constructor(name, title, runs, together) {
      this.name = name;
      this.runs = runs;
      this.together = together;
      this.from = NaN; // where a drag began, in pixels of the page
      this.scale = scaleOf(name, runs.map(({ curves }) => curves), together.range);
      this.box = inSvg('rect', { class: 'together-zoom', y: ROOM.top, height: HEIGHT - ROOM.top - ROOM.bottom, visibility: 'hidden' });
      this.rule = inSvg('line', { class: 'together-rule', y1: ROOM.top, y2: HEIGHT - ROOM.bottom, visibility: 'hidden' });
      this.svg = inSvg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' });
      this.area = make('div', { class: 'together-area', role: 'slider', tabindex: 0, 'aria-label': `${title}: values by epoch` });
      this.area.append(this.svg);
      // Drawings are as wide as their place, and letters the same size in all of them.
      new ResizeObserver(([{ contentRect }]) => this.svg.style.setProperty(
        '--units', String(WIDTH / (contentRect.width || WIDTH)),
      )).observe(this.area);
      this.readout = make('p', { class: 'together-readout', 'aria-hidden': 'true' });
      this.figure = make('figure', { class: 'together-chart' }, make('figcaption', {}, title), this.area, this.readout);
      this.listen();
      this.draw();
    }

    listen() {
      const { area, together } = this;
      area.addEventListener('pointermove', (event) => this.follow(event));
      area.addEventListener('pointerleave', () => { if (Number.isNaN(this.from)) together.read(null); });
      area.addEventListener('pointerdown', (event) => {
        if (event.button !== 0 || event.pointerType === 'touch') return; // a finger scrolls the page
        this.from = event.clientX;
        area.setPointerCapture(event.pointerId);
      });
      area.addEventListener('pointerup', (event) => this.release(event));
      area.addEventListener('pointercancel', () => { this.from = NaN; });
      area.addEventListener('dblclick', () => together.zoom(null));
      area.addEventListener('keydown', (event) => this.key(event));
      area.addEventListener('focus', () => area.matches(':focus-visible') && together.read(together.at ?? this.scale.last));
      area.addEventListener('blur', () => together.read(null));
    }

    /** The epoch under a place of the page. @param {number} clientX */
    under(clientX) {
      const { left, width } = this.svg.getBoundingClientRect();
      const { first, last } = this.scale;
      const share = (((clientX - left) / width) * WIDTH - ROOM.left) / (WIDTH - ROOM.left - ROOM.right);
      return Math.round(first + Math.max(0, Math.min(1, share)) * (last - first));
    }

    /** @param {PointerEvent} event */
    follow({ clientX }) {
      const epoch = this.under(clientX);
      this.together.read(epoch);
      const dragged = Math.abs(clientX - this.from) > STILL;
      this.box.setAttribute('visibility', dragged ? 'visible' : 'hidden');
      if (!dragged) return;
      const [left, right] = [this.under(this.from), epoch].sort((a, b) => a - b).map(this.scale.x);
      this.box.setAttribute('x', String(left));
      this.box.setAttribute('width', String(right - left));
    }

    /** @param {PointerEvent} event */
    release({ clientX }) {
      const [from, to] = [this.under(this.from), this.under(clientX)].sort((a, b) => a - b);
      const dragged = Math.abs(clientX - this.from) > STILL;
      this.from = NaN;
      this.box.setAttribute('visibility', 'hidden');
      if (dragged && to > from) this.together.zoom([from, to]);
    }

    /** @param {KeyboardEvent} event */
    key(event) {
      const { first, last } = this.scale;
      const at = this.together.at ?? last;
      const step = event.shiftKey ? LEAP : 1;
      /** @type {Object<string, number>} */
      const ways = { ArrowLeft: at - step, ArrowRight: at + step, Home: first, End: last };
      if (event.key in ways) this.together.read(Math.max(first, Math.min(last, ways[event.key])));
      else if (event.key === '+') {
        const half = Math.max(1, Math.round((last - first) / 4));
        this.together.zoom([Math.max(first, at - half), Math.min(last, at + half)]);
      } else if (event.key === '-' || event.key === 'Escape') this.together.zoom(null);
      else return;
      event.preventDefault();
    }

    draw() {
      const { name, runs } = this;
      this.scale = scaleOf(name, runs.map(({ curves }) => curves), this.together.range);
      const { first, last } = this.scale;
      const lines = runs.map(({ curves }, at) => (curves?.curves[name]
        ? inSvg('path', { class: `together-line role-run${at + 1}`, d: path(curves, name, this.scale) }) : ''));
      this.svg.replaceChildren(...axes(this.scale), this.box, ...lines, this.rule);
      this.area.setAttribute('aria-valuemin', String(first));
      this.area.setAttribute('aria-valuemax', String(last));
      this.tell(null);
    }

    /** The values at an epoch; null for those at the end, which are not shown. @param {number|null} epoch */
    tell(epoch) {
      const { first, last, x } = this.scale;
      const at = epoch ?? last;
      const shown = epoch !== null && epoch >= first && epoch <= last;
      const told = this.runs.map(({ name, curves }) => {
        const place = curves?.curves[this.name] ? placeOf(curves.epochs, at) : -1;
        const value = place < 0 ? null : curves?.curves[this.name][place] ?? null;
        return { name, text: value === null ? '–' : measured(value) };
      });
      this.area.setAttribute('aria-valuenow', String(at));
      this.area.setAttribute('aria-valuetext', `Epoch ${at}: ${told.map(({ name, text }) => `${name} ${text}`).join(', ')}`);
      this.rule.setAttribute('visibility', shown ? 'visible' : 'hidden');
      for (const end of ['x1', 'x2']) this.rule.setAttribute(end, String(x(at)));
      this.readout.replaceChildren(...(shown ? [`Epoch ${at}: `, ...told.map(({ text }, run) =>
        make('span', {}, make('span', { class: `together-swatch role-run${run + 1}` }), text))] : []));
    }
  }

  /** Charts that share what is read and what is in view. */
  class Together {
    /** @param {[string, string][]} titles by the name of the curve @param {NamedRun[]} runs */
    constructor(titles, runs) {
      /** @type {[number, number]|null} */
      this.range = null;
      /** @type {number|null} */
      this.at = null;
      this.reset = make('button', { class: 'quiet', disabled: true }, 'Reset zoom');
      this.reset.addEventListener('click', () => this.zoom(null));
      const hint = make('span', { class: 'label' }, 'Drag: zoom · double click: reset · arrow keys: read');
      this.tools = make('p', { class: 'together-tools' }, this.reset, hint);
      this.charts = titles.map(([name, title]) => new SiteChart(name, title, runs, this));
    }

    /** @param {number|null} epoch */
    read(epoch) {
      this.at = epoch;
      for (const chart of this.charts) chart.tell(epoch);
    }

    /** @param {[number, number]|null} range */
    zoom(range) {
      this.range = range;
      this.reset.disabled = !range;
      for (const chart of this.charts) chart.draw();
    }
  }

  return { Together, path, placeOf, scaleOf };
})();

if (typeof module !== 'undefined') module.exports = SiteCharts;
