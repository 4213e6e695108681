'use strict';

/**
 * Curves over the confidence. One line, moved by a slider or by dragging it on a chart, stands in
 * all of them at the same confidence, with what each head does there in a small table. As in
 * charts.js, Plotly draws over the program's drawing once a chart comes near the view.
 */
(() => {
  const { all, make } = ReportPage;
  const { csvCell, decoded, valueAt } = ReportMath;
  const {
    button, measure, placed, spread, stacked, loadPlotly, readData, readTheme, download,
  } = ReportCharts.tools;
  const NEAR = '400px 0px';
  const NARROW = 380;
  const ROW = 16;
  const OVER_CONFIDENCE = new Set(['F1', 'P', 'R']);
  const QUANTITIES = [['P', 'Precision'], ['R', 'Recall'], ['F1', 'F1']];
  const MEAN_WIDTH = 2.6;
  /** More lines than this are told one at a time by the hover card. */
  const MOST_IN_CARD = 14;
  /** Up to so many class lines are named where the line crosses them. */
  const MOST_NAMED = 8;
  /** From so many classes on, there is a search field. */
  const SEARCH_FROM = 8;
  const TICKS = ['0', '0.25', '0.50', '0.75', '1'];
  const SPOKEN_AFTER_MS = 500;
  /** @type {Object<string, number>} */
  const WAYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
  const EXPORT_SIZE = { width: 900, height: 560 };

  // ---- values -----------------------------------------------------------------------------------

  /** @param {ArrayLike<number>} values */
  const places = (values) => Array.from(values, (_, index) => index / (values.length - 1));
  /** @param {ArrayLike<number>} values */
  const orNull = (values) => Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  /** @param {string} name */
  const escaped = (name) =>
    name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

  // ---- a run's curves ---------------------------------------------------------------------------

  class CurveSet {
    /** @param {HTMLElement} root @param {CurveData} data */
    constructor(root, data) {
      this.root = root;
      this.run = root.closest('[id$="-curves"]')?.id.replace(/-curves$/, '') ?? '';
      this.heads = data.heads;
      this.names = data.names;
      this.about = data.read ? '≈ ' : '';
      this.digits = data.read ? 2 : 3;
      this.curves = decodedCurves(data.curves);
      this.printed = data.printed;
      this.confidence = data.confidence;
      this.shown = new Set(this.heads.map(({ key }) => key));
      this.classes = new Set(this.names.length <= 10 ? this.names.keys() : []);
      /** @type {CurveChart[]} */
      this.charts = all('[data-curve]', root).map((figure) => ({
        figure,
        kind: figure.dataset.curve,
        area: figure.querySelector('.chart-area'),
        spec: data.charts[figure.dataset.curve],
        state: 'static',
        near: false,
      }));
      this.bar = root.querySelector('[data-curve-bar]');
      /** @type {Theme|null} */
      this.inForce = null;
      this.slider = make('input', {
        type: 'range', min: 0, max: 1, step: 0.001, 'aria-label': 'Confidence', class: 'curve-slider',
      });
      this.output = make('output', { class: 'curve-confidence' });
      this.spoken = make('p', { class: 'visually-hidden', 'aria-live': 'polite' });
      this.corner = make('td');
      /** @type {Map<string, HTMLElement>} */
      this.cells = new Map();
      /** @type {Map<string, HTMLElement>} */
      this.headChoices = new Map();
      /** @type {{made: HTMLElement, value: number}[]} */
      this.aimButtons = [];
      /** @type {HTMLElement[]} */
      this.chips = [];
      this.moved = false;
      this.timer = 0;
      this.buildBar();
      this.buildClasses();
      for (const chart of this.charts) this.buildTools(chart);
      this.linkTable();
      this.watch();
      this.show();
    }

    /** The colours in force, read when a chart is first drawn. */
    get theme() {
      return (this.inForce ??= readTheme());
    }

    /** Heads in view, the one that counts last. */
    get shownHeads() {
      return this.heads.filter(({ key }) => this.shown.has(key));
    }

    /** The head whose classes are drawn: the last of those in view. @returns {CurveHead} */
    get lead() {
      return this.shownHeads[this.shownHeads.length - 1];
    }

    /**
     * What a head does at the line; where the picture prints it, that is shown.
     * @param {string} key @param {string} kind
     */
    valueText(key, kind) {
      const printed = kind === 'F1' && this.about && this.printed[key];
      if (printed && printed[0] === this.confidence) return printed[1].toFixed(this.digits);
      return this.number(valueAt(this.curves[key]?.[kind]?.mean, this.confidence));
    }

    /** @param {number} value */
    number(value) {
      return Number.isNaN(value) ? '–' : `${this.about}${value.toFixed(this.digits)}`;
    }

    // ---- the bar: slider, aims, heads, values ---------------------------------------------------

    buildBar() {
      this.slider.addEventListener('input', () => this.move(Number(this.slider.value)));
      this.slider.addEventListener('keydown', (event) => this.step(event));
      const line = make('label', { class: 'curve-line' }, 'Confidence', this.slider, this.output);
      const controls = make('div', { class: 'curve-controls' }, line, this.aims());
      if (this.heads.length > 1) controls.append(this.headButtons());
      this.bar.replaceChildren(controls, this.valueTable(), this.spoken);
    }

    /** Arrow keys move by a hundredth, with Shift by a thousandth. @param {KeyboardEvent} event */
    step(event) {
      const way = WAYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.move(this.confidence + way * (event.shiftKey ? 0.001 : 0.01));
    }

    /** Buttons for the aims of the head that counts, as the table above names them. */
    aims() {
      const lead = this.heads[this.heads.length - 1].key;
      const cells = all(`[data-head="${lead}"] [data-set-confidence]`, this.root);
      this.aimButtons = cells.map((cell) => {
        const value = Number(cell.dataset.setConfidence);
        const name = cell.parentElement.querySelector('th').textContent.replace(/ \(.*\)$/, '');
        const made = button(name, () => this.move(value), { title: `Confidence ${cell.textContent}` });
        return { made, value };
      });
      const attributes = { class: 'curve-aims', role: 'group', 'aria-label': 'Go to' };
      return make('div', attributes, ...this.aimButtons.map(({ made }) => made));
    }

    headButtons() {
      const made = this.heads.map(({ key, name }) => {
        const one = button('', () => {
          const off = this.shown.has(key) && this.shown.size > 1;
          if (off) this.shown.delete(key);
          else this.shown.add(key);
          one.setAttribute('aria-pressed', String(this.shown.has(key)));
          this.redraw();
        }, { 'aria-pressed': 'true' });
        this.headChoices.set(key, one);
        one.append(make('span', { class: `swatch role-${key}` }), name);
        return one;
      });
      const attributes = { class: 'curve-heads', role: 'group', 'aria-label': 'Heads shown' };
      return make('div', attributes, ...made);
    }

    valueTable() {
      const rows = this.heads.map(({ key, name }) => {
        const cells = QUANTITIES.map(([kind]) => {
          const cell = make('td', { class: 'number' });
          this.cells.set(`${key} ${kind}`, cell);
          return cell;
        });
        const head = make('th', { scope: 'row' }, make('span', { class: `swatch role-${key}` }), name);
        return make('tr', {}, head, ...cells);
      });
      const titles = QUANTITIES.map(([, title]) => make('th', { scope: 'col', class: 'number' }, title));
      const caption = make('caption', { class: 'visually-hidden' }, 'At this confidence');
      const header = make('thead', {}, make('tr', {}, this.corner, ...titles));
      return make('table', { class: 'curve-values' }, caption, header, make('tbody', {}, ...rows));
    }

    /** Confidences in the table of aims can be pressed. */
    linkTable() {
      for (const cell of all('[data-set-confidence]', this.root)) {
        const value = Number(cell.dataset.setConfidence);
        const row = cell.parentElement;
        const name = `${row.cells[0].textContent.trim()}, ${row.querySelector('th').textContent}`;
        const text = cell.textContent;
        cell.replaceChildren(button(text, () => this.move(value), {
          'aria-label': `Show confidence ${text} on the curves: ${name}`,
        }));
      }
    }

    // ---- classes ----------------------------------------------------------------------------------

    buildClasses() {
      const place = this.root.querySelector('[data-curve-classes]');
      if (!place) return;
      const chips = this.names.map((name, index) => {
        const chip = button(name, () => {
          if (!this.classes.delete(index)) this.classes.add(index);
          this.redraw();
        }, { class: 'chart-button curve-chip' });
        return chip;
      });
      this.chips = chips;
      /** @param {Iterable<number>} some */
      const set = (some) => {
        this.classes = new Set(some);
        this.redraw();
      };
      const every = button('All', () => set(this.names.keys()));
      const none = button('None', () => set([]));
      const list = make('div', { class: 'curve-chips', role: 'group', 'aria-label': 'Classes shown' }, ...chips);
      const parts = [make('b', {}, 'Classes'), every, none];
      if (chips.length >= SEARCH_FROM) parts.splice(1, 0, this.search(chips));
      place.replaceChildren(make('div', { class: 'curve-class-tools' }, ...parts), list);
    }

    /** @param {HTMLElement[]} chips */
    search(chips) {
      const field = make('input', { type: 'search', placeholder: 'Find a class', 'aria-label': 'Find a class' });
      field.addEventListener('input', () => {
        const wanted = field.value.trim().toLowerCase();
        chips.forEach((chip, index) => {
          chip.hidden = !this.names[index].toLowerCase().includes(wanted);
        });
      });
      return field;
    }

    /** Class lines of a chart: those chosen, of the head that leads. @param {CurveChart} chart */
    classLines(chart) {
      const rows = this.curves[this.lead.key]?.[chart.kind]?.classes ?? [];
      return rows
        .map((values, index) => ({ values, name: this.names[index], index }))
        .filter(({ index }) => this.classes.has(index));
    }

    // ---- the line -----------------------------------------------------------------------------------

    /** @param {number} confidence */
    move(confidence) {
      this.confidence = Math.min(1, Math.max(0, Math.round(confidence * 1000) / 1000));
      this.moved = true;
      this.show();
      // One confidence for all of a run: its mistakes are counted at the same.
      document.dispatchEvent(new CustomEvent('runconfidence', {
        detail: { run: this.run, confidence: this.confidence, from: this },
      }));
    }

    /** Everything that the confidence moves. */
    show() {
      const text = this.confidence.toFixed(3);
      this.slider.value = String(this.confidence);
      this.slider.setAttribute('aria-valuetext', text);
      this.output.textContent = text;
      this.corner.textContent = `At ${text}`;
      for (const { made, value } of this.aimButtons) {
        made.setAttribute('aria-pressed', String(value === this.confidence));
      }
      for (const { key } of this.heads) {
        for (const [kind] of QUANTITIES) {
          const cell = this.cells.get(`${key} ${kind}`);
          if (cell) cell.textContent = this.valueText(key, kind);
        }
      }
      for (const chart of this.charts) if (chart.state === 'live') this.placeLine(chart);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.speak(), SPOKEN_AFTER_MS);
    }

    speak() {
      /** @param {CurveHead} head */
      const of = ({ key, name }) => {
        const values = QUANTITIES.map(([kind, title]) => `${title} ${this.valueText(key, kind)}`);
        return `${name}: ${values.join(', ')}.`;
      };
      const text = `At confidence ${this.confidence.toFixed(3)}. ${this.shownHeads.map(of).join(' ')}`;
      if (this.moved) this.spoken.textContent = text; // nothing is read aloud unasked
    }

    // ---- drawing ------------------------------------------------------------------------------------

    /** @param {CurveChart} chart */
    frame(chart) {
      const { margin } = chart.spec;
      const width = chart.area.clientWidth;
      const height = chart.area.clientHeight;
      const left = margin.l;
      const right = width < NARROW ? 12 : margin.r;
      const inner = Math.max(1, width - left - right);
      const marks = this.placedMarks(chart, left, inner);
      const top = 10 + ROW * Math.max(0, ...marks.map(({ row }) => row + 1));
      const deep = Math.max(1, height - top - margin.b);
      return {
        width, height, left, right, inner, top, deep, marks, bottom: margin.b,
        x: (/** @type {number} */ share) => left + share * inner,
        y: (/** @type {number} */ value) => top + (1 - value / chart.spec.top) * deep,
      };
    }

    /**
     * Labels of marks, stacked so that none covers another and no line runs through one.
     * @param {CurveChart} chart @param {number} left @param {number} inner
     */
    placedMarks({ spec }, left, inner) {
      return stacked(spec.marks.map((mark) => {
        const at = left + mark.x * inner;
        const long = measure(mark.label, this.theme.family) + 9;
        const towardsLeft = mark.x > 0.5;
        const [from, to] = towardsLeft ? [at - long, at] : [at, at + long];
        return { ...mark, at, towardsLeft, left: from, right: to };
      }));
    }

    /** @param {CurveChart} chart */
    traces(chart) {
      const classes = this.classLines(chart).map(({ values, name }) =>
        this.trace(values, name, this.lead.key, true));
      const means = this.shownHeads.flatMap(({ key, name, label }) => {
        const curve = this.curves[key]?.[chart.kind];
        return curve ? [this.trace(curve.mean, label ?? name.toLowerCase(), key, false)] : [];
      });
      return [...classes, ...means];
    }

    /** @param {Float64Array} values @param {string} name @param {string} role @param {boolean} thin */
    trace(values, name, role, thin) {
      const colour = this.theme.role({ role, shade: thin ? 'soft' : 'main' }, '#555c66');
      return {
        type: 'scatter', mode: 'lines', name: escaped(name), x: places(values), y: orNull(values),
        connectgaps: false, hovertemplate: '%{y:.3f}', line: { color: colour, width: thin ? 1 : MEAN_WIDTH },
      };
    }

    /**
     * @param {CurveChart} chart
     * @param {{width: number, height: number, left: number, right: number, top: number, bottom: number}} frame
     * @param {number} count
     */
    layout(chart, frame, count) {
      const { theme } = this;
      /** @param {string} title */
      const axis = (title) => ({
        title: { text: title, font: { size: 12, color: theme.muted }, standoff: 6 },
        range: [0, 1], tickmode: 'array', tickvals: TICKS.map(Number), ticktext: TICKS, hoverformat: '.3f',
        tickfont: { color: theme.muted }, zeroline: false, ticks: '', fixedrange: true,
      });
      const word = chart.kind === 'PR' ? 'Recall' : 'Confidence';
      return {
        width: frame.width,
        height: frame.height,
        margin: { l: frame.left, r: frame.right, t: frame.top, b: frame.bottom, autoexpand: false },
        font: { family: theme.family, size: 12, color: theme.muted },
        paper_bgcolor: 'rgba(0,0,0,0)',
        plot_bgcolor: 'rgba(0,0,0,0)',
        showlegend: false,
        dragmode: false,
        hovermode: count > MOST_IN_CARD ? 'closest' : 'x unified',
        hoverlabel: {
          bgcolor: theme.card, bordercolor: theme.cardLine, namelength: -1,
          font: { family: theme.family, size: 12, color: theme.text },
        },
        xaxis: {
          ...axis(chart.spec.x), showgrid: false, showline: true, linecolor: theme.axis,
          unifiedhovertitle: { text: `<b>${word} %{x}</b>` },
        },
        yaxis: { ...axis(chart.spec.y), ...valueScale(chart.spec.top), gridcolor: theme.grid },
      };
    }

    /** @param {CurveChart} chart */
    async draw(chart) {
      if (!chart.area.clientWidth || chart.state === 'failed') return;
      try {
        const Plotly = await loadPlotly();
        const frame = this.frame(chart);
        const traces = this.traces(chart);
        const layout = this.layout(chart, frame, traces.length);
        if (chart.state === 'static') this.firstDraw(chart);
        await Plotly.react(chart.plot, traces, layout, { displayModeBar: false, responsive: false });
        chart.frame = frame;
        this.overlay(chart);
      } catch {
        chart.state = 'failed'; // the program's drawing stands
        chart.figure.classList.remove('is-live');
        chart.live?.remove();
      }
    }

    /** @param {CurveChart} chart */
    firstDraw(chart) {
      const plot = make('div', { class: 'chart-plot' });
      const [under, over] = [0, 1].map(() => make('div', { class: 'chart-overlay' }));
      const live = make('div', { class: 'chart-live', 'aria-hidden': 'true' }, under, plot, over);
      Object.assign(chart, { plot, under, over, live });
      chart.area.append(live);
      chart.state = 'live';
      chart.figure.classList.add('is-live');
      if (OVER_CONFIDENCE.has(chart.kind)) this.followPointer(chart);
    }

    /**
     * A press or drag on the plot brings the line there; a finger's vertical swipe still scrolls.
     * @param {CurveChart} chart
     */
    followPointer(chart) {
      const { area } = chart;
      area.classList.add('curve-drag');
      /** @param {PointerEvent} event */
      const follow = ({ clientX }) => {
        const { left } = area.getBoundingClientRect();
        this.move((clientX - left - chart.frame.left) / chart.frame.inner);
      };
      area.addEventListener('pointerdown', (event) => {
        if (event.button !== 0) return;
        area.setPointerCapture(event.pointerId);
        follow(event);
      });
      area.addEventListener('pointermove', (event) => {
        if (area.hasPointerCapture(event.pointerId)) follow(event);
      });
    }

    /** What stands still: band, marks, names of the heads. @param {CurveChart} chart */
    overlay(chart) {
      const { frame, spec } = chart;
      const { top, deep, x } = frame;
      const parts = [];
      if (spec.band) {
        const [low, high] = spec.band;
        parts.push(placed('chart-band', { left: x(low), top, width: x(high) - x(low), height: deep }));
      }
      for (const { label, kind, at, row, towardsLeft } of frame.marks) {
        const above = ROW * (row + 1) - 2;
        const side = towardsLeft ? ' towards-left' : '';
        parts.push(placed(`chart-mark-line curve-${kind}`, { left: at, top, height: deep }));
        parts.push(placed(`chart-mark${side}`, { left: at, top: top - above, height: above }, label));
      }
      chart.under?.replaceChildren(...parts, ...this.headNames(chart));
      this.placeLine(chart);
    }

    /** @param {CurveChart} chart */
    headNames({ kind, frame }) {
      if (frame.width < NARROW) return [];
      const told = this.shownHeads.filter(({ key }) => this.curves[key]?.[kind]);
      const ends = told.map(({ key }) => {
        const { mean } = this.curves[key][kind];
        return frame.y(mean.findLast((value) => !Number.isNaN(value)) ?? 0);
      });
      const heights = spread(ends, 15, frame.top, frame.top + frame.deep);
      return told.map(({ key, name, label }, index) => {
        const left = frame.width - frame.right + 8;
        const made = placed('chart-name', { left, top: heights[index] - 8 }, label ?? name.toLowerCase());
        made.style.color = this.theme.role({ role: key }, '#555c66');
        return made;
      });
    }

    /**
     * The line and what it crosses; on precision over recall, the points that it stands for.
     * @param {CurveChart} chart
     */
    placeLine(chart) {
      const { frame } = chart;
      const parts = [];
      if (OVER_CONFIDENCE.has(chart.kind)) {
        const left = frame.x(this.confidence);
        parts.push(placed('curve-at', { left, top: frame.top, height: frame.deep }));
        parts.push(...this.crossings(chart));
      }
      for (const { key } of this.shownHeads) parts.push(...this.dot(chart, key));
      chart.over?.replaceChildren(...parts);
    }

    /** @param {CurveChart} chart @param {string} key */
    dot({ kind, frame }, key) {
      /** @param {string} name */
      const at = (name) => valueAt(this.curves[key]?.[name]?.mean, this.confidence);
      const [x, y] = kind === 'PR' ? [at('R'), at('P')] : [this.confidence, at(kind)];
      if (kind === 'PR' ? !this.curves[key]?.PR : false) return [];
      if (Number.isNaN(x) || Number.isNaN(y)) return [];
      const made = placed('curve-dot', { left: frame.x(x), top: frame.y(y) });
      made.style.background = this.theme.role({ role: key }, '#555c66');
      return [made];
    }

    /** Names of the class lines beside the line, where they are few enough. @param {CurveChart} chart */
    crossings(chart) {
      const { frame } = chart;
      const lines = this.classLines(chart)
        .map(({ values, name }) => ({ name, value: valueAt(values, this.confidence) }))
        .filter(({ value }) => !Number.isNaN(value));
      if (lines.length > MOST_NAMED || frame.width < NARROW) return [];
      const wanted = lines.map(({ value }) => frame.y(value));
      const heights = spread(wanted, 14, frame.top + 10, frame.top + frame.deep - 7);
      const leaning = this.confidence > 0.6 ? ' towards-left' : '';
      return lines.map(({ name, value }, index) => {
        const place = { left: frame.x(this.confidence), top: heights[index] - 8 };
        return placed(`curve-class${leaning}`, place, `${name} ${value.toFixed(2)}`);
      });
    }

    redraw() {
      this.chips.forEach((chip, index) => {
        chip.setAttribute('aria-pressed', String(this.classes.has(index)));
      });
      for (const chart of this.charts) {
        chart.stale = true;
        if (chart.near) this.draw(chart);
      }
    }

    /**
     * A comparison shows the same runs everywhere; here every run is what else a head is.
     * @param {Set<string>} keys
     */
    showOnly(keys) {
      const told = this.heads.filter(({ key }) => keys.has(key));
      this.shown = new Set((told.length ? told : this.heads).map(({ key }) => key));
      for (const [key, one] of this.headChoices) one.setAttribute('aria-pressed', String(this.shown.has(key)));
      this.redraw();
    }

    recolour() {
      this.inForce = null;
      for (const chart of this.charts) if (chart.state === 'live') this.draw(chart);
    }

    watch() {
      document.addEventListener('runconfidence', ({ detail }) => {
        if (detail.from === this || detail.run !== this.run) return;
        this.confidence = detail.confidence;
        this.moved = true;
        this.show();
      });
      const byArea = new Map(this.charts.map((chart) => [/** @type {Element} */ (chart.area), chart]));
      const views = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
          const chart = byArea.get(target);
          if (!chart) continue;
          chart.near = isIntersecting;
          if (isIntersecting && (chart.state === 'static' || chart.stale)) this.draw(chart);
        }
      }, { rootMargin: NEAR });
      const sizes = new ResizeObserver((entries) => {
        for (const { target } of entries) {
          const chart = byArea.get(target);
          if (chart?.state === 'live' && chart.frame.width !== target.clientWidth) this.draw(chart);
        }
      });
      for (const area of byArea.keys()) {
        views.observe(area);
        sizes.observe(area);
      }
      this.chips.forEach((chip, index) => {
        chip.setAttribute('aria-pressed', String(this.classes.has(index)));
      });
    }

    // ---- downloads ----------------------------------------------------------------------------------

    /** @param {CurveChart} chart */
    buildTools(chart) {
      const tools = chart.figure.querySelector('[data-curve-tools]');
      const made = ['png', 'svg', 'csv'].map((format) => button(format.toUpperCase(), () => this.save(chart, format), {
        'aria-label': `Download ${format.toUpperCase()}: ${chart.spec.title}`,
        title: `Download as ${format.toUpperCase()}`,
      }));
      tools.replaceChildren(make('div', { class: 'chart-actions' }, ...made));
    }

    /** @param {CurveChart} chart @param {string} format */
    async save(chart, format) {
      const { id } = chart.figure;
      if (format === 'csv') {
        download.save({ id }, 'csv', new Blob([this.csv(chart)], { type: 'text/csv' }));
        return;
      }
      const Plotly = await loadPlotly();
      const size = { ...EXPORT_SIZE, format, scale: format === 'png' ? 2 : 1 };
      const url = await Plotly.toImage(this.exported(chart), size);
      download.save({ id }, format, download.blobOf(url));
    }

    /** @param {CurveChart} chart */
    exported(chart) {
      const data = this.traces(chart);
      const frame = { ...EXPORT_SIZE, left: 64, right: 24, top: 60, bottom: 48 };
      const layout = this.layout(chart, frame, data.length);
      /** @param {number} x @param {string} dash */
      const line = (x, dash) => ({
        type: 'line', x0: x, x1: x, y0: 0, y1: 1, line: { color: this.theme.mark, width: 1, dash },
      });
      return {
        data,
        layout: {
          ...layout,
          title: { text: escaped(chart.spec.title), font: { size: 16, color: this.theme.text } },
          paper_bgcolor: this.theme.ground,
          showlegend: true,
          shapes: chart.spec.marks.map(({ x, kind }) => line(x, kind === 'best' ? 'solid' : 'dot')),
        },
      };
    }

    /** All that is told of one kind: means, then classes; gaps are empty. @param {CurveChart} chart */
    csv(chart) {
      const columns = this.heads.flatMap(({ key }) => {
        const curve = this.curves[key]?.[chart.kind];
        if (!curve) return [];
        const classes = curve.classes.map((values, index) => ({ title: `${key} ${this.names[index]}`, values }));
        return [{ title: `${key} mean`, values: curve.mean }, ...classes];
      });
      const x = places(columns[0].values);
      /** @param {number} value */
      const text = (value) => (Number.isNaN(value) ? '' : String(Number(value.toFixed(4))));
      const rows = x.map((at) => [
        Number(at.toFixed(4)), ...columns.map(({ values }) => text(valueAt(values, at))),
      ].join(','));
      const header = [chart.spec.x.toLowerCase(), ...columns.map(({ title }) => csvCell(title))].join(',');
      return `${[header, ...rows].join('\r\n')}\r\n`;
    }
  }

  /** The value axis of weak curves ends below 1, which its title then says. @param {number} top */
  function valueScale(top) {
    /** @param {number} share */
    const label = (share) => (share ? (share * top).toFixed(2) : '0');
    const ticks = TICKS.map(Number);
    return top === 1 ? {} : {
      range: [0, top], tickvals: ticks.map((share) => share * top), ticktext: ticks.map(label),
    };
  }

  /** @param {CurveData['curves']} heads @returns {{[head: string]: {[kind: string]: Curve}}} */
  function decodedCurves(heads) {
    /** @param {{mean: string, classes: string[]}} packed @returns {Curve} */
    const curve = ({ mean, classes }) => ({ mean: decoded(mean), classes: classes.map(decoded) });
    /** @param {{[kind: string]: {mean: string, classes: string[]}}} byKind */
    const kinds = (byKind) => Object.fromEntries(
      Object.entries(byKind).map(([kind, one]) => [kind, curve(one)]));
    return Object.fromEntries(Object.entries(heads).map(([key, byKind]) => [key, kinds(byKind)]));
  }

  if (!window.IntersectionObserver || !window.DecompressionStream) return;
  /** @type {CurveSet[]} */
  const sets = [];
  // Curves stand further down, as drawings: what works them waits, unless a link leads into the page.
  const soon = location.hash ? (/** @type {() => void} */ work) => work() : ReportParts.whenIdle;
  ReportPage.whenThere((place) => all('[data-curve-set]', place).forEach((root) => {
    soon(() => readData(root.querySelector('[data-curve-data]'), (data) => sets.push(new CurveSet(root, data))));
  }));
  const recolour = () => sets.forEach((set) => set.recolour());
  document.addEventListener('runschange', ({ detail }) => sets
    .filter(({ root }) => root.dataset.curveSet === 'comparison')
    .forEach((set) => set.showOnly(detail)));
  document.addEventListener('themechange', recolour);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', recolour);
})();
