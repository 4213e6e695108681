'use strict';

/**
 * A page that renews itself while its training goes on: it is loaded again every so many seconds,
 * unless it is paused, hidden or in use, and takes the reader's place over: what is in view, folds,
 * switches and sliders, order of tables, zoom of charts, the focus.
 *
 * The place stands in the history's entry, which a reload keeps, also for files and where storage
 * is forbidden.
 */
(() => {
  const KEY = 'reportgenPlace';
  /** Seconds after a key, a press or a scroll in which the page is left alone. */
  const IN_USE_SECONDS = 3;
  /** The same while text is selected, perhaps to be copied. */
  const SELECTED_SECONDS = 30;
  /** What comes into being late moves what stands below it: the place is held for so long. */
  const SETTLING_MS = 1500;
  const banner = document.querySelector('.watch');
  if (!banner) return;
  const seconds = Number(banner.dataset.seconds);
  const loaded = performance.now();
  /** @param {string} selector @param {ParentNode} [root] @returns {any[]} */
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  // ---- names of elements ----------------------------------------------------------------------

  /** What an element is called; of a fold its summary, whose counts change. @param {Element} element */
  const labelOf = (element) => element.getAttribute('aria-label')
    ?? (element.localName === 'details' ? element.querySelector('summary')?.textContent ?? '' : '')
      .replace(/[\d\s]+/g, ' ').trim();

  /**
   * What stays the same from one report to the next: the nearest id, and the place below it.
   * @param {Element} element @returns {string}
   */
  function nameOf(element) {
    if (element.id) return `#${element.id}`;
    const root = element.parentElement?.closest('[id]') ?? document.body;
    const kind = element.localName;
    const label = labelOf(element);
    const same = all(kind, root).filter((other) => labelOf(other) === label);
    return JSON.stringify([root.id, kind, label, same.indexOf(element)]);
  }

  /** @param {string} name */
  function byName(name) {
    if (name.startsWith('#')) return document.getElementById(name.slice(1));
    const [id, kind, label, index] = JSON.parse(name);
    const root = id ? document.getElementById(id) : document.body;
    if (!root) return null;
    return all(kind, root).filter((other) => labelOf(other) === label)[index];
  }

  /**
   * @param {string} selector
   * @param {(element: any) => any} value
   * @param {(element: any) => boolean} [keep]
   * @returns {[string, any][]}
   */
  const named = (selector, value, keep = () => true) => all(selector)
    .filter((element) => !element.closest('.watch') && keep(element))
    .map((element) => [nameOf(element), value(element)]);

  /** @param {[string, any][]|undefined} pairs @param {(element: any, value: any) => void} apply */
  function eachNamed(pairs, apply) {
    for (const [name, value] of pairs ?? []) {
      const element = byName(name);
      if (element) apply(element, value);
    }
  }

  // ---- the place: saved -----------------------------------------------------------------------

  /**
   * The last element with an id that begins above the middle of the window, and how far above.
   * @returns {[string, number]|null}
   */
  function anchor() {
    if (scrollY < 1) return null;
    /** @type {[string, number]|null} */
    let found = null;
    for (const element of all('main [id]')) {
      if (!element.getClientRects().length) continue;
      const { top } = element.getBoundingClientRect();
      if (top > innerHeight / 2) continue; // what floats may stand below what follows it
      found = [nameOf(element), top];
    }
    return found;
  }

  /** @param {Chart} chart */
  const zoomOf = ({ run, yRange }) => ({ range: run.range, yRange });
  const drawn = () => (typeof ReportCharts === 'undefined' ? null : ReportCharts);

  function place() {
    return {
      anchor: anchor(),
      top: scrollY,
      folds: named('details', ({ open }) => open),
      switches: named('button[aria-pressed]', (button) => button.getAttribute('aria-pressed')),
      fields: named('input, select', (field) => (
        ['checkbox', 'radio'].includes(field.type) ? field.checked : field.value
      ), ({ type }) => type !== 'file'),
      orders: named('th[aria-sort]', (cell) => cell.getAttribute('aria-sort')),
      across: named('.scroll-x', ({ scrollLeft }) => scrollLeft, ({ scrollLeft }) => scrollLeft > 0),
      zooms: [...(drawn()?.charts ?? [])].map(([id, chart]) => [id, zoomOf(chart)]),
      focus: document.activeElement?.closest('main, .bar, .contents') ? nameOf(document.activeElement) : null,
    };
  }

  // ---- the place: taken over ------------------------------------------------------------------

  /** @param {any} field @param {any} value */
  function restoreField(field, value) {
    const key = ['checkbox', 'radio'].includes(field.type) ? 'checked' : 'value';
    if (field[key] === value) return;
    field[key] = value;
    for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  /** With Ctrl, runs of a comparison are switched one by one; other switches do not mind. */
  const press = () => new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true });

  /** @param {[string, any][]|undefined} pairs */
  function restoreSwitches(pairs) {
    // Of switches that exclude each other the pressed one counts: it releases the others.
    for (const wanted of ['true', 'false']) {
      eachNamed((pairs ?? []).filter(([, value]) => value === wanted), (button, value) => {
        if (button.getAttribute('aria-pressed') !== value) button.dispatchEvent(press());
      });
    }
  }

  /** @param {HTMLElement} cell @param {string} order */
  function restoreOrder(cell, order) {
    const button = cell.querySelector('button') ?? cell;
    for (let time = 0; time < 3 && (cell.getAttribute('aria-sort') ?? 'none') !== order; time += 1) {
      button.click();
    }
  }

  /**
   * A zoom stays as it was chosen; who saw all epochs sees the new ones, too.
   * @param {[string, {range: [number, number]|null, yRange: Chart['yRange']}][]|undefined} zooms
   */
  function restoreZooms(zooms) {
    const charts = drawn()?.charts;
    /** @type {Chart[]} */
    const changed = [];
    for (const [id, { range, yRange }] of zooms ?? []) {
      const chart = charts?.get(id);
      if (!chart || (!range && !yRange)) continue;
      chart.yRange = yRange;
      chart.run.range = range;
      changed.push(chart);
    }
    if (!changed.length) return;
    drawn()?.tools.refresh(changed);
    for (const run of new Set(changed.map((chart) => chart.run))) run.refresh();
  }

  /** @param {{anchor: [string, number]|null, top: number}} place */
  function scrollBack({ anchor: held, top }) {
    const element = held && byName(held[0]);
    const target = element ? scrollY + element.getBoundingClientRect().top - held[1] : top;
    if (Math.abs(target - scrollY) > 1) scrollTo({ top: target, behavior: 'instant' });
  }

  function takeOver() {
    const saved = history.state?.[KEY];
    if (!saved) return;
    history.replaceState(null, '');
    eachNamed(saved.folds, (fold, open) => { fold.open = open; });
    restoreSwitches(saved.switches);
    eachNamed(saved.fields, restoreField);
    eachNamed(saved.orders, restoreOrder);
    eachNamed(saved.across, (region, left) => { region.scrollLeft = left; });
    restoreZooms(saved.zooms);
    if (saved.focus) byName(saved.focus)?.focus({ preventScroll: true });
    hold(saved);
  }

  /**
   * Keeps the place while the page settles, until the reader moves.
   * @param {{anchor: [string, number]|null, top: number}} saved
   */
  function hold(saved) {
    const end = performance.now() + SETTLING_MS;
    let moved = false;
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      addEventListener(kind, () => { moved = true; }, { passive: true, once: true });
    }
    (function step() {
      if (moved) return;
      scrollBack(saved);
      if (performance.now() < end) setTimeout(step, 50);
      else history.scrollRestoration = 'auto';
    })();
  }

  // ---- renewal ----------------------------------------------------------------------------------

  let used = -Infinity;
  for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown', 'pointerup', 'input']) {
    addEventListener(kind, () => { used = performance.now(); }, { passive: true, capture: true });
  }
  let held = false; // a button of the mouse is down
  addEventListener('pointerdown', () => { held = true; }, { capture: true });
  for (const kind of ['pointerup', 'pointercancel', 'blur']) {
    addEventListener(kind, () => { held = false; }, { capture: true });
  }

  function inUse() {
    const patience = (getSelection()?.isCollapsed ?? true) ? IN_USE_SECONDS : SELECTED_SECONDS;
    const recent = performance.now() - used < patience * 1000;
    return held || recent || document.querySelector('dialog[open]');
  }

  const button = banner.querySelector('button');
  const paused = () => button.getAttribute('aria-pressed') === 'true';

  function renew() {
    if (document.hidden || paused() || inUse()) return;
    if (performance.now() - loaded < seconds * 1000) return;
    try {
      history.replaceState({ [KEY]: place() }, '');
      history.scrollRestoration = 'manual';
    } catch {
      // The place is lost, as the browser does not keep it; the data is new all the same.
    }
    clearInterval(timer);
    location.reload();
  }

  takeOver();
  if (!seconds) return;
  button.addEventListener('click', () => button.setAttribute('aria-pressed', String(!paused())));
  const timer = setInterval(renew, 500);
})();
