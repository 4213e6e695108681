'use strict';

/**
 * Ranges on the axes of parallel coordinates. A drag along an axis marks one, its two handles
 * (sliders) move its ends, a click on the axis lifts it. All is laid over the drawing in shares
 * of an axis, so that it holds whatever the size and the theme.
 */
const ReportRanges = (() => {
  const { make } = ReportPage;
  /** A pointer that moves less than this, in CSS pixels, clicks. */
  const CLICK = 4;
  /** Presses of an arrow key from one end of an axis to the other, at most. */
  const MOST_STEPS = 100;
  /** Shares that differ by less are the same: they went through a logarithm. */
  const SAME = 1e-9;
  const ENDS = ['high', 'low'];

  /**
   * @typedef {Object} Axis
   * @property {string} name
   * @property {(number|null)[]} shares where each trial stands, 0 at the lowest value to 1
   * @property {function(number): number} valueAt the value at a share
   */
  class Range {
    /**
     * @param {Axis} axis
     * @param {number} place share of the drawing's width at which the axis stands
     * @param {{words: function(number): string, changed: function(): void}} use
     */
    constructor(axis, place, { words, changed }) {
      this.name = axis.name;
      this.shares = axis.shares;
      this.valueAt = axis.valueAt;
      this.words = words;
      this.changed = changed;
      /** @type {number[]|null} */
      this.limits = null; // [low, high] in shares; null keeps all
      /** @type {{id: number, y: number, from: number, limits: number[], kind: string}|null} */
      this.drag = null;
      this.steps = [...new Set(this.shares.flatMap((share) => share ?? []))].sort((a, b) => a - b);
      this.handles = Object.fromEntries(ENDS.map((end) => [end, this.handle(end)]));
      this.element = make('div', { class: 'range-axis' },
        make('span', { class: 'range-band' }), ...Object.values(this.handles));
      this.element.style.left = `${place * 100}%`;
      this.listen();
      this.draw();
    }

    /** @param {string} end */
    handle(end) {
      const handle = make('div', {
        class: `range-handle range-${end}`, role: 'slider', tabindex: 0, 'data-end': end,
        'aria-orientation': 'vertical', 'aria-label': `${this.name}, ${end === 'low' ? 'from' : 'up to'}`,
      });
      handle.addEventListener('keydown', (event) => this.press(event, end));
      return handle;
    }

    /** @param {number} trial */
    keeps(trial) {
      if (!this.limits) return true;
      const share = this.shares[trial];
      return share !== null && share >= this.limits[0] - SAME && share <= this.limits[1] + SAME;
    }

    /** The range in words; empty where there is none. */
    get told() {
      if (!this.limits) return '';
      const [low, high] = this.limits.map((share) => this.words(this.valueAt(share)));
      if (this.limits[0] <= 0) return `${this.name} up to ${high}`;
      return this.limits[1] >= 1 ? `${this.name} from ${low}` : `${this.name} ${low} to ${high}`;
    }

    /** Another range, or none; from end to end is none. @param {number[]|null} limits in shares */
    set(limits) {
      const [low, high] = (limits ?? [0, 1]).map((share) => Math.min(1, Math.max(0, share)));
      this.limits = low <= 0 && high >= 1 ? null : [low, high];
      this.draw();
      this.changed();
    }

    draw() {
      const [low, high] = this.limits ?? [0, 1];
      this.element.classList.toggle('is-limited', this.limits !== null);
      this.element.style.setProperty('--low', String(low));
      this.element.style.setProperty('--high', String(high));
      const [least, most, from, to] = [0, 1, low, high].map((share) => this.valueAt(share));
      this.tell('low', least, to, from, low <= 0);
      this.tell('high', from, most, to, high >= 1);
    }

    /** @param {string} end @param {number} least @param {number} most @param {number} now @param {boolean} free */
    tell(end, least, most, now, free) {
      const told = {
        'aria-valuemin': least, 'aria-valuemax': most, 'aria-valuenow': now,
        'aria-valuetext': `${this.words(now)}${free ? ', no limit' : ''}`,
      };
      for (const [name, value] of Object.entries(told)) this.handles[end].setAttribute(name, String(value));
    }

    // ---- keys ---------------------------------------------------------------------------------------

    /** @param {KeyboardEvent} event @param {string} end */
    press(event, end) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (['Escape', 'Delete', 'Backspace'].includes(event.key) && this.limits) this.set(null);
      else if (!this.move(event.key, end)) return;
      event.preventDefault();
      event.stopPropagation();
    }

    /**
     * Moves an end from one trial's value to the next; false for a key that moves nothing.
     * @param {string} key @param {string} end
     */
    move(key, end) {
      const [low, high] = this.limits ?? [0, 1];
      const small = Math.ceil(this.steps.length / MOST_STEPS);
      const large = Math.max(small, Math.ceil(this.steps.length / 10));
      const by = { ArrowUp: small, ArrowRight: small, ArrowDown: -small, ArrowLeft: -small,
        PageUp: large, PageDown: -large, Home: -Infinity, End: Infinity }[key];
      if (by === undefined) return false;
      const to = this.stepped(end === 'low' ? low : high, by);
      this.set(end === 'low' ? [Math.min(to, high), high] : [low, Math.max(to, low)]);
      return true;
    }

    /**
     * The share so many values above or below another; the end of the axis beyond the last.
     * @param {number} share @param {number} by
     */
    stepped(share, by) {
      const above = this.steps.filter((step) => step > share + SAME);
      const below = this.steps.filter((step) => step < share - SAME).reverse();
      return by > 0 ? above[by - 1] ?? 1 : below[-by - 1] ?? 0;
    }

    // ---- pointer ------------------------------------------------------------------------------------

    listen() {
      const { element } = this;
      let moved = false;
      let meant = false;
      /** @param {PointerEvent} event */
      const share = (event) => {
        const { top, height } = element.getBoundingClientRect();
        return 1 - (event.clientY - top) / height;
      };
      element.addEventListener('pointerdown', (event) => {
        if (event.button !== 0 || this.drag) return;
        moved = meant = false;
        const from = share(event);
        this.drag = { id: event.pointerId, y: event.clientY, from, limits: this.limits ?? [0, 1], kind: this.kind(event, from) };
        element.setPointerCapture(event.pointerId);
        this.handles[this.drag.kind]?.focus({ preventScroll: true });
        event.preventDefault(); // no selection of text
      });
      element.addEventListener('pointermove', (event) => {
        if (event.pointerId !== this.drag?.id) return;
        moved ||= Math.abs(event.clientY - this.drag.y) > CLICK;
        if (moved) this.set(this.dragged(share(event)));
      });
      element.addEventListener('pointerup', (event) => {
        if (event.pointerId !== this.drag?.id || moved || !this.limits) return;
        meant = true;
        if (!this.handles[this.drag.kind]) this.set(null);
      });
      for (const name of ['pointerup', 'pointercancel', 'lostpointercapture']) {
        element.addEventListener(name, (event) => {
          if (event instanceof PointerEvent && event.pointerId === this.drag?.id) this.drag = null;
        });
      }
      element.addEventListener('click', (event) => {
        // Where there was nothing to lift, a click means the trial that lies there.
        if (moved || meant) event.stopPropagation();
      });
    }

    /**
     * What a pointer that goes down would move: an end, the whole range, or the end of a new one.
     * @param {PointerEvent} event @param {number} share @returns {string}
     */
    kind({ target }, share) {
      const inside = this.limits && share >= this.limits[0] && share <= this.limits[1];
      return /** @type {HTMLElement} */ (target).dataset.end ?? (inside ? 'whole' : 'new');
    }

    /** @param {number} share */
    dragged(share) {
      if (!this.drag) return null;
      const { kind, from, limits: [low, high] } = this.drag;
      const by = share - from;
      if (kind === 'low') return [Math.min(low + by, high), high];
      if (kind === 'high') return [low, Math.max(high + by, low)];
      if (kind === 'new') return [Math.min(from, share), Math.max(from, share)];
      const held = Math.min(1 - high, Math.max(-low, by));
      return [low + held, high + held];
    }
  }

  /** The ranges of all axes, laid over the drawing in `area`. */
  class Ranges {
    /**
     * @param {HTMLElement} area
     * @param {Axis[]} axes
     * @param {{words: (value: number) => string, changed: () => void}} use
     */
    constructor(area, axes, use) {
      this.all = axes.map((axis, at) => new Range(axis, at / (axes.length - 1), use));
      const layer = make('div', { class: 'ranges', role: 'group', 'aria-label': 'Ranges to keep, axis by axis' },
        ...this.all.map(({ element }) => element));
      layer.style.margin = area.querySelector('svg').style.padding;
      area.append(layer);
    }

    get limited() {
      return this.all.some(({ limits }) => limits);
    }

    get busy() {
      return this.all.some(({ drag }) => drag);
    }

    /** @param {number} trial */
    keeps(trial) {
      return this.all.every((range) => range.keeps(trial));
    }

    get told() {
      return this.all.map(({ told }) => told).filter(Boolean).join('; ');
    }

    clear() {
      for (const range of this.all) if (range.limits) range.set(null);
    }
  }

  return { Ranges };
})();
