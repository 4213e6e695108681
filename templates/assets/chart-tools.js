'use strict';

/**
 * What is pressed around charts: the bar that all charts of a run share (smoothing, log scale,
 * epochs or time, zoom), and each chart's own buttons (full screen, copy, files).
 */
(() => {
  const { all, blobOf, button, loadPlotly, make, plain, save, swatch } = ReportParts;
  const { colours, hooks } = ReportCharts;
  /** Epochs of the centred median, by position of the slider. */
  const WINDOWS = [1, 3, 5, 7, 11, 15, 21, 31];
  const EXPORT_SIZE = { width: 1000, height: 560 };
  const FULL = 'is-full';

  // ---- each chart's own -----------------------------------------------------------------------

  /** @param {Chart} chart */
  function legend(chart) {
    const buttons = chart.spec.data.map((trace, index) => {
      const made = button('', () => ReportCharts.toggleLine(chart, index), {
        'aria-pressed': String(!chart.hidden.has(index)), 'data-line': String(index),
      });
      made.append(swatch(trace), plain(trace.name));
      return made;
    });
    return make('div', { class: 'chart-legend', role: 'group', 'aria-label': 'Lines shown' }, ...buttons);
  }

  /** @param {Chart} chart */
  function buildTools(chart) {
    const place = chart.figure.querySelector('[data-tools]');
    if (!place) return;
    const { meta } = chart.spec.layout;
    const title = plain(meta.title);
    const actions = make('div', { class: 'chart-actions' });
    if (meta.log) {
      chart.logButton = button('Log', () => ReportCharts.setLog([chart], !chart.log), {
        'aria-pressed': 'false', 'aria-label': `Log scale: ${title}`, title: 'Logarithmic scale',
      });
      actions.append(chart.logButton);
    }
    actions.append(
      button('Full screen', () => fullScreen(chart), { 'aria-label': `Full screen: ${title}`, 'data-full': '' }),
      button('Copy', () => copy(chart), { 'aria-label': `Copy as picture: ${title}`, title: 'Copy as picture' }));
    for (const format of ['png', 'svg', 'csv']) {
      const name = format.toUpperCase();
      actions.append(button(name, () => download(chart, format), {
        'aria-label': `Download ${name}: ${title}`, title: `Download as ${name}`,
      }));
    }
    // In a comparison one legend of the runs serves all charts.
    place.replaceChildren(...(chart.figure.dataset.runs === undefined ? [legend(chart)] : []), actions);
  }

  /** The whole window for one chart; where a frame forbids that, the whole frame. @param {Chart} chart */
  async function fullScreen(chart) {
    const { figure } = chart;
    if (document.fullscreenElement || figure.classList.contains(FULL)) {
      await leaveFull();
    } else {
      try {
        await figure.requestFullscreen();
      } catch {
        figure.classList.add(FULL);
        document.documentElement.classList.add('has-full');
      }
    }
    tellFull();
  }

  async function leaveFull() {
    if (document.fullscreenElement) await document.exitFullscreen();
    for (const figure of all(`.${FULL}`)) figure.classList.remove(FULL);
    document.documentElement.classList.remove('has-full');
    tellFull();
  }

  function tellFull() {
    for (const one of all('[data-full]')) {
      const full = one.closest(`.${FULL}, :fullscreen`);
      one.textContent = full ? 'Close' : 'Full screen';
    }
  }

  // ---- files ----------------------------------------------------------------------------------

  /** @param {Chart} chart @param {string} format */
  async function download(chart, format) {
    if (format === 'csv') {
      // Each line by the epochs that its own run counts.
      const lines = chart.spec.data.map(({ x, y, meta }) =>
        ({ x: x.map((epoch) => epoch - (meta.starts ?? 0)), y, column: String(meta.column) }));
      const first = chart.spec.layout.xaxis.title.text.toLowerCase();
      save(chart, 'csv', new Blob([ReportMath.csvOf(first, lines)], { type: 'text/csv' }));
      return;
    }
    try {
      save(chart, format, await picture(chart, format));
    } catch {
      ReportCharts.fail(chart);
    }
  }

  /** @param {Chart} chart @param {string} format */
  async function picture(chart, format) {
    const Plotly = await loadPlotly();
    const size = { ...EXPORT_SIZE, scale: format === 'png' ? 2 : 1 };
    return blobOf(await Plotly.toImage(exported(chart), { ...size, format }));
  }

  /** @param {Chart} chart */
  async function copy(chart) {
    try {
      // The picture may come later: browsers let a page copy only while it is being pressed.
      const png = picture(chart, 'png');
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      ReportPage.say('Picture copied');
    } catch {
      ReportPage.say('This viewer allows no copying of pictures: download the PNG');
    }
  }

  /** The whole figure as described, with title, legend and marks, on the theme's ground. @param {Chart} chart */
  function exported(chart) {
    const { layout } = chart.spec;
    const view = ReportCharts.viewOf(chart);
    const [x0, x1] = chart.run.range ?? view.range;
    const inView = (/** @type {{x: number}} */ { x }) => view.place(x) >= x0 && view.place(x) <= x1;
    const placed = (/** @type {any} */ shape) => ({ ...shape, x0: view.place(shape.x0), x1: view.place(shape.x1) });
    const axes = ReportCharts.axesOf(chart, x0, x1, EXPORT_SIZE.width - 200);
    return {
      data: ReportCharts.tracesOf(chart),
      layout: {
        ...structuredClone(layout),
        ...axes,
        xaxis: { ...axes.xaxis, title: { ...axes.xaxis.title, text: view.title } },
        ...EXPORT_SIZE,
        hovermode: false,
        font: { ...layout.font, family: colours().family, color: colours().muted },
        title: { ...layout.title, font: { ...layout.title.font, color: colours().text } },
        paper_bgcolor: colours().ground,
        shapes: layout.shapes.map((/** @type {any} */ shape) => ({ ...placed(shape), line: { ...shape.line, color: colours().mark } })),
        annotations: layout.annotations.filter(inView)
            .map((/** @type {any} */ note) => ({ ...note, x: view.place(note.x), font: { ...note.font, color: colours().muted } })),
      },
    };
  }

  // ---- the bar of a run -------------------------------------------------------------------------

  /** @param {ChartRun} run */
  function smoothing(run) {
    const output = make('output', {}, 'off');
    const steps = { min: '0', max: String(WINDOWS.length - 1), step: '1', value: '0' };
    const slider = make('input', { type: 'range', ...steps, 'aria-label': 'Smoothing', 'aria-valuetext': 'off' });
    slider.addEventListener('input', () => {
      run.window = WINDOWS[Number(slider.value)];
      output.textContent = run.window === 1 ? 'off' : `median of ${run.window}`;
      slider.setAttribute('aria-valuetext', run.window === 1 ? 'off' : `median of ${run.window} epochs`);
      ReportCharts.tools.refresh(run.charts);
    });
    const hint = 'Centred median over so many epochs; the values as read stay faint behind';
    return make('label', { class: 'chart-smoothing', title: hint }, 'Smoothing', slider, output);
  }

  /** A button that is on or off. @param {string} label @param {boolean} on @param {(on: boolean) => void} use @param {string} [title] */
  function toggle(label, on, use, title = '') {
    const made = button(label, () => {
      const now = made.getAttribute('aria-pressed') !== 'true';
      made.setAttribute('aria-pressed', String(now));
      use(now);
    }, { 'aria-pressed': String(on), ...(title ? { title } : {}) });
    return made;
  }

  /** Epochs or time, where the run tells when each epoch ended. @param {ChartRun} run */
  function axisChoice(run) {
    if (!run.charts.some(({ clocks }) => clocks)) return [];
    const choices = /** @type {const} */ ([['epoch', 'Epoch'], ['time', 'Time']]).map(([axis, label]) => {
      const made = button(label, () => {
        ReportCharts.setAxis(run, axis);
        for (const other of choices) other.setAttribute('aria-pressed', String(other === made));
      }, { 'aria-pressed': String(axis === run.axis) });
      return made;
    });
    return [make('span', { class: 'chart-axis-choice', role: 'group', 'aria-label': 'Across' }, ...choices)];
  }

  /** @param {HTMLElement} element */
  function buildControls(element) {
    const run = ReportCharts.runNamed(element.dataset.chartControls ?? '');
    const log = run.charts.some(({ spec }) => spec.layout.meta.log)
      ? [toggle('Log scale', false, (on) => ReportCharts.setLog(run.charts, on))] : [];
    const follow = toggle('Fit values', run.follows, (on) => {
      run.follows = on;
      ReportCharts.tools.refresh(run.charts);
    }, 'After a zoom every chart shows the range of its values in view');
    const reset = button('Reset zoom', () => ReportCharts.resetZoom(run), { disabled: '' });
    run.refresh = () => {
      reset.disabled = !run.range && run.charts.every(({ yRange }) => !yRange);
    };
    const hint = make('span', { class: 'chart-hint' }, 'Drag: zoom · double click: reset · click: pin');
    element.replaceChildren(smoothing(run), ...log, ...axisChoice(run), follow, reset, hint);
  }

  // ---- start ------------------------------------------------------------------------------------

  document.addEventListener('fullscreenchange', tellFull);
  document.addEventListener('keydown', (event) => {
    // Browsers leave by Escape themselves; views inside other programs do not all do so.
    if (event.key === 'Escape' && document.querySelector(`.${FULL}, .chart:fullscreen`)) leaveFull();
  });
  hooks.added.push(buildTools);
  ReportCharts.start(buildControls);
})();
