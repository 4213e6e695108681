'use strict';

/**
 * Runs that are ticked, held against each other in the page: their curves over one another, and
 * the arguments in which they differ. Curves come from a file of each run.
 */
const SiteCompare = (() => {
  const { make } = ReportPage;
  /** Runs that colours tell apart. */
  const MOST = 8;
  const NAMES = { main: 'Main metric', 'train/loss': 'Training loss, sum', 'val/loss': 'Validation loss, sum' };

  /**
   * The curves that at least one run tells, the main metric and the sums of losses first.
   * @param {(RunCurves|null)[]} told
   */
  function curveNames(told) {
    const names = new Set(['main', 'val/loss', 'train/loss']);
    for (const each of told) for (const name of Object.keys(each?.curves ?? {})) names.add(name);
    return [...names].filter((name) => told.some((each) => each?.curves[name]));
  }

  /** The curves of a run as many epochs later. @param {RunCurves|null} run @param {number} epochs */
  const later = (run, epochs) => run && { ...run, epochs: run.epochs.map((epoch) => epoch + epochs) };

  /**
   * What of the columns is not the same in all runs: arguments, and what they were trained with.
   * @param {SiteStoreData} store
   * @param {number[]} runs
   * @returns {{title: string, values: string[]}[]}
   */
  function differing(store, runs) {
    const own = ['value', 'model', 'data', 'task', 'epochs', 'best_epoch'];
    const chosen = [...own.flatMap((key) => store.named(key)), ...store.columns.filter(({ argument }) => argument)];
    return chosen.map((column) => ({ title: column.title, values: runs.map((run) => SiteStore.full(column, run)) }))
      .filter(({ values }) => new Set(values.filter(Boolean)).size > 1) // what is not told is not known to differ
      .map(({ title, values }) => ({ title, values: values.map((value) => value || 'not told') }));
  }

  /**
   * @param {{title: string, values: string[]}[]} rows
   * @param {string[]} names
   */
  function table(rows, names) {
    if (!rows.length) return make('p', { class: 'missing' }, 'These runs differ in none of the arguments that they tell.');
    const head = make('tr', {}, make('th', { scope: 'col' }, 'What differs'), ...names.map((name, at) =>
      make('th', { scope: 'col' }, make('span', { class: `together-swatch role-run${at + 1}` }), name)));
    const body = rows.map(({ title, values }) => make('tr', {}, make('th', { scope: 'row' }, title), ...values.map((value) => make('td', {}, value))));
    return make('div', { class: 'scroll-x', tabindex: 0, role: 'region', 'aria-label': 'What differs' },
      make('table', { class: 'together-table' }, make('caption', { class: 'visually-hidden' }, 'What differs between them'), make('thead', {}, head), make('tbody', {}, ...body)));
  }

  /**
   * Why none of them is called the best; empty where their values compare.
   * @param {SiteStoreData} store
   * @param {number[]} runs
   */
  function whyNone(store, runs) {
    const words = (/** @type {string} */ key) => new Set(store.named(key).flatMap((column) => runs.map((run) => SiteStore.wordOf(column, run))));
    const [value] = store.named('value');
    const data = words('data');
    if (!value || !runs.every((run) => store.told(value, run))) return 'Not every run tells its main metric';
    if (words('metric').size > 1 || words('kind').size > 1) return 'Their main metrics are not the same';
    return data.size !== 1 || data.has(null) || words('fold').size > 1 ? 'They are not known to be validated on the same data' : '';
  }

  /**
   * Which of them has the highest value, in a sentence.
   * @param {SiteStoreData} store
   * @param {number[]} runs
   * @param {string[]} names
   */
  function answer(store, runs, names) {
    const why = whyNone(store, runs);
    if (why) return `${why}: none is called the best.`;
    const { values } = store.named('value')[0];
    const [first, next] = runs.map((run, at) => ({ name: names[at], value: Number(values[run]) })).sort((a, b) => b.value - a.value);
    const [most, less] = [first, next].map((each) => each.value.toPrecision(3));
    const second = most === less ? `${next.name} has the same in three digits` : `next is ${next.name} with ${less}`;
    const metric = store.named('metric').map((column) => SiteStore.wordOf(column, runs[0]))[0] ?? 'main metric';
    return `${first.name} has the highest ${metric}, ${most}; ${second}. Whether chance explains the difference is not judged here.`;
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
    const { links, starts } = SiteGoesOn.of(told);
    const each = runs.map((_, at) => ({ name: names[at], curves: later(told[at], starts[at]) }));
    const goesOn = (/** @type {number} */ at) => (links[at] ? ` continues ${names[links[at].of]} after its epoch ${links[at].epoch}` : '');
    const key = make('ul', { class: 'together-key' }, ...names.map((name, at) =>
      make('li', {}, make('span', { class: `together-swatch role-run${at + 1}` }), name, told[at] ? goesOn(at) : ' (no curves)')));
    /** @param {string} name @returns {[string, string]} */
    const titled = (name) => [name, name === 'main' ? [...metrics].join(' / ') || NAMES.main : NAMES[/** @type {keyof typeof NAMES} */ (name)] ?? name];
    const { charts, tools } = new SiteCharts.Together(curveNames(told).map(titled), each);
    const none = make('p', { class: 'missing' }, 'None of these runs tells curves.');
    const shown = charts.length ? [tools, make('div', { class: 'together-charts' }, ...charts.map(({ figure }) => figure))] : [none];
    place.replaceChildren(make('p', { class: 'together-answer' }, answer(store, runs, names)), key, ...shown, table(differing(store, runs), names));
  }

  return { MOST, answer, curveNames, differing, show };
})();

if (typeof module !== 'undefined') module.exports = SiteCompare;
