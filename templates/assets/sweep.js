'use strict';

/**
 * Trials of a sweep: the one under the pointer stands out in all charts, and a card tells its
 * values. A press keeps it, Escape lets it go; two buttons go through the trials by their rank.
 * Ranges on the axes of parallel coordinates leave the trials within them, here and in the table.
 */
(() => {
  const { all, inSvg, make } = ReportPage;
  const { button, download } = ReportCharts.tools;
  /** A trial further than this from the pointer is not meant, in CSS pixels. */
  const NEAR = 16;
  const MOST_TOLD = 24;

  /** @param {number|null} value */
  const short = (value) => (value === null ? 'unknown' : String(Number(value.toPrecision(4))));

  class Sweep {
    /** @param {HTMLElement} root */
    constructor(root) {
      /** @type {SweepData} */
      const data = JSON.parse(root.querySelector('[data-sweep-data]').textContent);
      this.names = data.names;
      this.metric = data.metric;
      this.fitness = data.fitness;
      this.arguments = data.arguments;
      this.axes = data.axes;
      this.shades = data.shades;
      this.root = root;
      /** @type {number|null} */
      this.kept = null;
      this.count = make('span', { class: 'kept-count' });
      /** @type {number|null} */
      this.shown = null;
      this.up = this.scaled(this.fitness, this.isLog(this.fitness));
      this.across = this.arguments.map(({ values, log }) => this.scaled(values, log));
      this.ranked = this.fitness.map((_, trial) => trial).filter((trial) => this.up[trial] !== null)
        .sort((a, b) => Number(this.fitness[b]) - Number(this.fitness[a]));
      /** @type {InstanceType<typeof ReportRanges.Ranges>|null} */
      this.ranges = null;
      /** @type {TrialArea[]} */
      this.areas = [...all('[data-parallel]', root).map((area) => this.parallel(area)),
        ...all('[data-scatter]', root).map((area) => this.scatter(area))].flatMap((area) => area ?? []);
      this.card = make('div', { class: 'trial-card', hidden: '' });
      root.style.position = 'relative';
      root.append(this.card);
      this.table = root.querySelector('[id$="-trials"]');
      this.rows = new Map(all('[data-trial]', this.table).map((row) => [row.dataset.trial, row]));
      for (const area of this.areas) this.listen(area);
      this.buildRanges();
      for (const place of all('[data-sweep-tools]', root)) this.buildTools(place);
      root.addEventListener('keydown', (event) => {
        if (event.key !== 'Escape' || this.kept === null) return;
        this.kept = null;
        this.show(null);
      });
    }

    // ---- where trials lie -------------------------------------------------------------------------

    /** @param {(number|null)[]} values */
    isLog(values) {
      const told = values.flatMap((value) => value ?? []);
      const low = Math.min(...told);
      return low > 0 && Math.max(...told) / low > 100;
    }

    /**
     * Shares of an axis from its lowest to its highest value; null where it is not told.
     * @param {(number|null)[]} values @param {boolean} log
     */
    scaled(values, log) {
      const told = values.flatMap((value) => value ?? []).map((value) => (log ? Math.log(value) : value));
      const low = told.reduce((a, b) => Math.min(a, b), Infinity);
      const high = told.reduce((a, b) => Math.max(a, b), -Infinity);
      return values.map((value) => {
        if (value === null) return null;
        return high > low ? ((log ? Math.log(value) : value) - low) / (high - low) : 0.5;
      });
    }

    /** @param {HTMLElement} area @returns {TrialArea|null} */
    parallel(area) {
      const plot = area.querySelector('.trial-lines');
      if (!plot) return null;
      const axes = [...this.axes.map((index) => this.across[index]), this.up];
      /** @type {TrialArea["points"]} */
      const points = (trial) => axes.map((axis, at) => [at / (axes.length - 1), axis[trial]]);
      /** @type {TrialArea["distance"]} */
      const distance = (trial, x, y, width, height) => {
        const place = Math.min(axes.length - 2, Math.max(0, Math.floor(x * (axes.length - 1))));
        const [one, other] = [axes[place][trial], axes[place + 1][trial]];
        if (one === null || other === null) return Infinity;
        const part = x * (axes.length - 1) - place;
        const slope = ((one - other) * height * (axes.length - 1)) / width;
        return Math.abs((one + (other - one) * part - (1 - y)) * height) / Math.hypot(1, slope);
      };
      return { area, plot, points, distance, dot: false };
    }

    /** @param {HTMLElement} area @returns {TrialArea|null} */
    scatter(area) {
      const plot = area.querySelector('.trial-dots');
      const axis = this.across[Number(area.dataset.scatter)];
      if (!plot || !axis) return null;
      /** @type {TrialArea["points"]} */
      const points = (trial) => [[axis[trial], this.up[trial]]];
      /** @type {TrialArea["distance"]} */
      const distance = (trial, x, y, width, height) =>
        (axis[trial] === null || this.up[trial] === null ? Infinity
          : Math.hypot((axis[trial] - x) * width, (1 - this.up[trial] - y) * height));
      return { area, plot, points, distance, dot: true };
    }

    /** @param {TrialArea} area @param {PointerEvent|MouseEvent} event @returns {number|null} */
    nearest({ plot, distance }, event) {
      const { left, top, width, height } = plot.getBoundingClientRect();
      const [x, y] = [(event.clientX - left) / width, (event.clientY - top) / height];
      /** @type {number|null} */
      let best = null;
      let least = NEAR;
      for (const trial of this.within()) {
        const away = distance(trial, x, y, width, height);
        if (away < least) [best, least] = [trial, away];
      }
      return best;
    }

    // ---- what is shown ----------------------------------------------------------------------------

    /** @param {TrialArea} area */
    listen(area) {
      const svg = area.area;
      /** @type {number|null} */
      let wanted = null;
      svg.addEventListener('pointermove', (event) => {
        if (wanted !== null) cancelAnimationFrame(wanted);
        wanted = requestAnimationFrame(() => {
          wanted = null;
          if (this.kept === null && !this.ranges?.busy) this.show(this.nearest(area, event), event);
        });
      });
      svg.addEventListener('pointerleave', () => {
        if (wanted !== null) cancelAnimationFrame(wanted);
        wanted = null;
        this.show(this.kept);
      });
      svg.addEventListener('click', (event) => {
        const found = this.nearest(area, event);
        this.kept = found === this.kept ? null : found;
        this.show(this.kept, this.kept === null ? null : event);
      });
    }

    /** @param {number|null} trial @param {MouseEvent|null} [event] */
    show(trial, event = null) {
      if (trial !== this.shown) {
        this.shown = trial;
        for (const area of this.areas) this.mark(area, trial);
        for (const [name, row] of this.rows) row.classList.toggle('trial-row', trial !== null && name === this.names[trial]);
        this.tell(trial);
      }
      this.card.hidden = trial === null || event === null;
      if (event && !this.card.hidden) this.place(event);
    }

    /** The line or the dot of a trial. @param {TrialArea} area @param {number} trial */
    path({ plot, points, dot }, trial) {
      const { width, height } = plot.viewBox.baseVal;
      let pen = 'M';
      const path = points(trial).map(([x, y]) => {
        if (x === null || y === null) return (pen = 'M', '');
        const text = `${pen}${x * width},${(1 - y) * height}`;
        pen = 'L';
        return text;
      }).join('');
      return dot && path ? `${path}h0` : path;
    }

    /** A path of trials, drawn last. @param {TrialArea} area @param {string} kind @param {number[]} trials */
    draw(area, kind, trials) {
      const d = trials.map((trial) => this.path(area, trial)).join('');
      const made = inSvg('path', { class: kind, 'vector-effect': 'non-scaling-stroke', d });
      area.plot.append(made);
      return made;
    }

    /** @param {TrialArea} area @param {number|null} trial */
    mark(area, trial) {
      area.plot.querySelector('.trial-chosen')?.remove();
      area.plot.classList.toggle('has-chosen', trial !== null);
      if (trial !== null) this.draw(area, 'trial-chosen', [trial]);
    }

    /** All values of a trial, in words for the card. @param {number|null} trial */
    tell(trial) {
      if (trial === null) return;
      const list = make('dl');
      const told = this.arguments.slice(0, MOST_TOLD);
      for (const { name, values } of told) {
        list.append(make('dt', {}, name), make('dd', {}, short(values[trial])));
      }
      const left = this.arguments.length - told.length;
      this.card.replaceChildren(
        make('p', {}, `${this.names[trial]}: ${this.metric} ${short(this.fitness[trial])}`), list,
        ...(left > 0 ? [`and ${left} more, in the table`] : []),
      );
    }

    /** @param {MouseEvent} event */
    place(event) {
      const frame = this.root.getBoundingClientRect();
      const { offsetWidth: width, offsetHeight: height } = this.card;
      const right = event.clientX - frame.left + 18;
      const left = right + width > frame.width ? event.clientX - frame.left - width - 18 : right;
      const top = Math.min(event.clientY - frame.top + 14, window.innerHeight - frame.top - height - 8);
      Object.assign(this.card.style, { left: `${Math.max(0, left)}px`, top: `${Math.max(0, top)}px` });
    }

    // ---- ranges -----------------------------------------------------------------------------------

    buildRanges() {
      const area = this.root.querySelector('[data-parallel]');
      if (!area) return;
      const axes = this.axes.map((index) => this.axis(this.arguments[index], this.across[index]));
      axes.push(this.axis({ name: this.metric, values: this.fitness, log: this.isLog(this.fitness) }, this.up));
      /** @type {number|null} */
      let wanted = null;
      const changed = () => {
        wanted ??= requestAnimationFrame(() => {
          wanted = null;
          this.limit();
        });
      };
      const ranges = new ReportRanges.Ranges(area, axes, { words: short, changed });
      this.ranges = ranges;
      this.told = this.root.querySelector('[data-ranges-told]');
      this.hint = this.told.textContent;
      this.clear = this.root.querySelector('[data-clear-ranges]');
      this.clear.addEventListener('click', () => ranges.clear());
      this.table?.closest('details').querySelector('summary').append(this.count);
    }

    /** @param {SweepArgument} argument @param {(number|null)[]} shares */
    axis({ name, values, log }, shares) {
      const told = values.flatMap((value) => value ?? []);
      const low = told.reduce((a, b) => Math.min(a, b), Infinity);
      const high = told.reduce((a, b) => Math.max(a, b), -Infinity);
      /** @param {number} share */
      const between = (share) => (log ? low * (high / low) ** share : low + (high - low) * share);
      /** @type {(share: number) => number} */
      const valueAt = (share) => (share <= 0 ? low : share >= 1 ? high : between(share));
      return { name, shares, valueAt };
    }

    /** Trials within all ranges that tell the metric, the best first. */
    within() {
      const { ranges } = this;
      return ranges?.limited ? this.ranked.filter((trial) => ranges.keeps(trial)) : this.ranked;
    }

    /** Leaves the trials within the ranges, in every chart and in the table. */
    limit() {
      if (!this.ranges) return;
      const { ranges } = this;
      const { limited, told } = ranges;
      const kept = this.names.map((_, trial) => trial).filter((trial) => ranges.keeps(trial));
      if (this.shown !== null && !kept.includes(this.shown)) {
        this.kept = null;
        this.show(null);
      }
      for (const area of this.areas) this.fade(area, limited ? kept : null);
      const names = new Set(kept.map((trial) => this.names[trial]));
      for (const [name, row] of this.rows) row.classList.toggle('trial-out', !names.has(name));
      const count = `${kept.length} of ${this.names.length} kept`;
      this.clear.disabled = !limited;
      this.told.textContent = limited ? `${count}: ${told}` : this.hint;
      this.count.textContent = limited ? ` (${count})` : '';
    }

    /**
     * Draws the trials that are kept once more, in their colours; null: no trial is faded.
     * @param {TrialArea} area @param {number[]|null} kept
     */
    fade(area, kept) {
      for (const path of all('.trial-kept', area.plot)) path.remove();
      area.plot.classList.toggle('has-ranges', kept !== null);
      for (const shade of kept ? [...new Set(this.shades)].sort() : []) {
        const some = (kept ?? []).filter((trial) => this.shades[trial] === shade);
        this.draw(area, 'trial-kept', some).style.stroke = `var(--trial-${shade})`;
      }
      if (this.shown !== null) this.mark(area, this.shown);
    }

    // ---- controls ---------------------------------------------------------------------------------

    /** @param {HTMLElement} place */
    buildTools(place) {
      const words = make('output', {}, '');
      /** @param {number} by */
      const step = (by) => () => {
        const ranked = this.within();
        if (!ranked.length) return;
        const at = this.kept === null ? -1 : ranked.indexOf(this.kept);
        const next = at < 0 ? 0 : Math.min(ranked.length - 1, Math.max(0, at + by));
        const trial = ranked[next];
        this.kept = trial;
        this.show(trial);
        const told = this.arguments.map(({ name, values }) => `${name} ${short(values[trial])}`);
        words.textContent = `${next + 1} of ${ranked.length}: ${this.names[trial]}, `
          + `${this.metric} ${short(this.fitness[trial])}`;
        words.title = told.join(', ');
      };
      const clear = () => {
        this.kept = null;
        this.show(null);
        words.textContent = '';
      };
      const steps = make('div', { class: 'trial-tools', role: 'group', 'aria-label': 'One after the other, the best first' },
        button('Better', step(-1)), button('Worse', step(1)), button('None', clear), words);
      const svg = place.closest('figure')?.querySelector('svg');
      const actions = make('div', { class: 'chart-actions' }, button('SVG', () => this.save(svg), {
        'aria-label': 'Download SVG: All arguments at once', title: 'Download as SVG',
      }));
      place.replaceChildren(steps, actions);
    }

    /**
     * A drawing of its own is cut off at its padding: what lies there gets a frame around it.
     * @param {SVGSVGElement} copy @param {SVGSVGElement} svg
     */
    frame(copy, svg) {
      const { width, height } = svg.getBoundingClientRect();
      const style = getComputedStyle(svg);
      const [top, right, bottom, left] = ['top', 'right', 'bottom', 'left'].map((side) => parseFloat(style.getPropertyValue(`padding-${side}`)));
      const inner = inSvg('svg', {
        x: left, y: top, width: width - left - right, height: height - top - bottom, overflow: 'visible',
      });
      inner.append(...all(':scope > :not(title, desc)', copy));
      const fill = getComputedStyle(document.documentElement).getPropertyValue('--chart-ground').trim();
      copy.setAttribute('style', 'font-family: sans-serif; font-variant-numeric: tabular-nums');
      copy.setAttribute('width', String(width));
      copy.setAttribute('height', String(height));
      copy.append(inSvg('rect', { width: '100%', height: '100%', fill: fill || '#ffffff' }), inner);
    }

    /** The drawing with the colours of the theme in use, as a file of its own. @param {SVGSVGElement} svg */
    save(svg) {
      const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
      const originals = [svg, ...all('*', svg)];
      [copy, ...all('*', copy)].forEach((element, index) => {
        /** @type {Object<string, any>} */
        const style = getComputedStyle(originals[index]);
        const drawn = element.localName === 'path' ? ['stroke', 'fill', 'opacity', 'strokeWidth'] : [];
        for (const name of ['stroke', 'fill']) if (element.style[name]) element.style[name] = style[name];
        for (const name of drawn) element.style[name] = style[name];
      });
      this.frame(copy, svg);
      const blob = new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
      download.save({ id: `${this.root.dataset.sweep}-parallel` }, 'svg', blob);
    }
  }

  ReportPage.whenThere((place) => all('[data-sweep]', place).forEach((root) => {
    try {
      new Sweep(root);
    } catch {
      // The drawings and the tables stand.
    }
  }));
})();
