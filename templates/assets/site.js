'use strict';

/**
 * The index of a site: its runs searched, filtered, sorted, grouped and compared. What is chosen
 * stands in the address, so that a view is a link: `#find=imgsz%3D640&data=…&sort=main-metric`.
 */
(() => {
  const { all, make, say } = ReportPage;
  const source = document.getElementById('site-data');
  const table = /** @type {HTMLTableElement|null} */ (document.getElementById('runs-table'));
  const form = /** @type {HTMLFormElement|null} */ (document.querySelector('[data-filters]'));
  if (!source || !table || !form) return;
  /** @type {{runs: number, shards: [string, string][], states: Object<string, [string, string, number]>}} */
  const site = JSON.parse(source.textContent ?? '{}');
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.querySelector(`[data-site-${name}]`));
  const find = /** @type {HTMLInputElement} */ (form.elements.namedItem('find'));
  const from = /** @type {HTMLInputElement} */ (form.elements.namedItem('from'));
  const to = /** @type {HTMLInputElement} */ (form.elements.namedItem('to'));
  const group = /** @type {HTMLSelectElement} */ (form.elements.namedItem('group'));
  const lists = /** @type {HTMLSelectElement[]} */ (all('select[data-key]', form));
  const scroll = part('scroll');
  const USUAL = ['name', 'state', 'value', 'spark', 'model', 'data', 'best_epoch', 'epochs', 'date', 'tags', 'note', 'sentence'];
  /** Columns that are drawn from what comes with the rows. */
  const DRAWN = [['spark', 'Over epochs'], ['sentence', 'In a sentence']].map(([key, title]) =>
    /** @type {SiteColumn} */ ({ key, title, kind: 'words', values: [], words: [], codes: null }));
  /** Runs whose rows are there before anything is drawn: about those in view. */
  const FIRST = 40;
  /** Letters of a run's id that the shards hold. */
  const ID_LENGTH = 8;
  const ticked = /** @type {Set<number>} */ (new Set());
  /** Columns shown at first: the usual ones that any run tells. @type {string[]} */
  let first = [];
  /** @type {SiteStoreData} */
  let store;
  /** @type {ReturnType<typeof SiteTable.create>} */
  let drawn;
  /** @type {SiteColumn[]} */
  let columns = [];
  /** @type {{column: SiteColumn, direction: 1|-1}|null} */
  let sorting = null;
  /** @type {Uint32Array} runs that fit, in the order shown */
  let kept = new Uint32Array(0);

  // ---- files ----------------------------------------------------------------------------------

  /** @type {Map<string, Promise<any>>} */
  const files = new Map();

  /** What a script file of the site holds; from disk scripts are all that may be loaded. @param {string} src */
  function load(src) {
    if (!files.has(src)) files.set(src, arrived(src).then(inflated).then(JSON.parse));
    return /** @type {Promise<any>} */ (files.get(src));
  }

  /** @param {string} src @returns {Promise<string>} */
  function arrived(src) {
    const script = /** @type {HTMLScriptElement} */ (make('script', { src }));
    return new Promise((done, failed) => {
      script.addEventListener('load', () => {
        const name = src.replace(/\.[0-9a-f]+\.js$/, '');
        const data = /** @type {any} */ (window).reportgenData ?? {};
        script.remove();
        done(data[name]);
        delete data[name];
      });
      script.addEventListener('error', () => failed(new Error(src)));
      document.head.append(script);
    });
  }

  /** @param {string} text deflate in base64 @returns {Promise<string>} */
  function inflated(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).text();
  }

  /** @type {Map<number, any>} */
  const rows = new Map();

  /** What rows of a shard show; loaded when first asked for. @param {number} shard */
  function rowsOf(shard) {
    if (!rows.has(shard) && site.shards[shard]) {
      rows.set(shard, null);
      load(site.shards[shard][1]).then((told) => {
        rows.set(shard, told);
        drawn.draw();
      }, () => say('A part of the list could not be loaded. Reload the page.'));
    }
    return rows.get(shard);
  }

  // ---- what is chosen -------------------------------------------------------------------------

  const chosen = () => lists.filter(({ value }) => value);
  const keyOf = (/** @type {SiteColumn} */ { title }) => title.toLowerCase().replace(/\W+/g, '-');
  const byKey = (/** @type {string} */ key) => store.columns.find((column) => column.key === key) ?? DRAWN.find((column) => column.key === key);
  const listed = (/** @type {string} */ key) => (key === 'tag' ? 'tags' : key);

  /** Whether a run is what the lists ask for. @returns {(run: number) => boolean} */
  function byLists() {
    const tests = chosen().map(({ dataset, value }) => {
      const column = /** @type {SiteColumn} */ (byKey(listed(dataset.key ?? '')));
      const fits = column.words.map((word) => (column.key === 'tags' ? String(word ?? '').split(' ').includes(value) : (word ?? 'unknown') === value));
      return (/** @type {number} */ run) => fits[column.codes ? column.codes[run] : 0];
    });
    const dates = /** @type {ArrayLike<number>} */ (store.columns[1].values);
    if (from.value) tests.push((run) => dates[run] >= SiteQuery.span(from.value)[0]);
    if (to.value) tests.push((run) => dates[run] < SiteQuery.span(to.value)[1]);
    return (run) => tests.every((test) => test(run));
  }

  /** The runs that fit, sorted; what is wrong with the words is said, and they count for nothing. */
  function select() {
    let test = (/** @type {number} */ _run) => true;
    let wrong = '';
    try {
      test = SiteQuery.compile(SiteQuery.parse(find.value), store);
    } catch (error) {
      if (!(error instanceof SiteQuery.Wrong)) throw error;
      wrong = error.message;
    }
    part('wrong').textContent = wrong;
    find.toggleAttribute('aria-invalid', wrong !== '');
    const fits = byLists();
    kept = store.newest.filter((run) => fits(run) && test(run));
    if (sorting) kept = SiteStore.sorted(kept, SiteStore.sortKeys(sorting.column), sorting.direction);
  }

  /** The rows to draw: runs, or groups of them with their best. @returns {ArrayLike<SiteRow>} */
  function inGroups() {
    const column = group.value && byKey(group.value);
    if (!column) return kept;
    const values = /** @type {ArrayLike<number>} */ (byKey('value')?.values ?? []);
    return SiteStore.grouped(kept, column).flatMap(({ word, runs }) => {
      const best = runs.reduce((most, run) => (values[run] > most ? values[run] : most), -Infinity);
      return [{ group: String(word ?? 'unknown'), runs: runs.length, best: best > -Infinity ? ReportMath.measured(best) : '' }, ...runs];
    });
  }

  function apply() {
    select();
    const narrowed = Boolean(find.value.trim() || chosen().length || from.value || to.value);
    part('clear').hidden = !narrowed && !group.value;
    part('count').textContent = narrowed ? `${kept.length.toLocaleString('en')} of ${store.count.toLocaleString('en')} runs` : '';
    for (const cell of all('th[data-key]', table?.tHead ?? undefined)) {
      if (cell.dataset.key !== sorting?.column.key) cell.removeAttribute('aria-sort');
      else cell.setAttribute('aria-sort', (sorting?.direction ?? 1) > 0 ? 'ascending' : 'descending');
    }
    drawn.show(inGroups(), columns);
  }

  /** Of a number the largest is wanted first, of a name the first; then the other way, then as it was. @param {SiteColumn} column */
  function press(column) {
    const first = column.kind === 'number' || column.kind === 'date' ? -1 : 1;
    const same = sorting?.column === column;
    if (!same) sorting = { column, direction: first };
    else sorting = sorting?.direction === first ? { column, direction: first === 1 ? -1 : 1 } : null;
    say(sorting ? `Sorted by ${column.title}` : 'Newest first', { unseen: true });
    scroll.scrollTop = 0;
    apply();
    tell();
  }

  /** @param {string[]} keys */
  function setColumns(keys) {
    columns = ['name', ...keys.filter((key) => key !== 'name')].flatMap((key) => byKey(key) ?? []);
    SiteTable.head(/** @type {HTMLTableElement} */ (table), columns, press);
    for (const box of /** @type {HTMLInputElement[]} */ (all('input', part('columns')))) box.checked = keys.includes(box.value);
  }

  // ---- the address ----------------------------------------------------------------------------

  /** The view as the end of the address; empty where nothing is chosen. */
  function told() {
    const view = new URLSearchParams();
    if (find.value.trim()) view.set('find', find.value.trim());
    for (const { dataset, value } of chosen()) view.set(dataset.key ?? '', value);
    if (from.value) view.set('from', from.value);
    if (to.value) view.set('to', to.value);
    if (group.value) view.set('group', group.value);
    if (sorting) view.set('sort', keyOf(sorting.column));
    if (sorting) view.set('order', sorting.direction > 0 ? 'ascending' : 'descending');
    const keys = columns.map(({ key }) => key);
    if (keys.join() !== first.join()) view.set('columns', keys.join());
    if (ticked.size) view.set('compare', [...ticked].map((run) => store.ids[run]).join());
    return view.toString();
  }

  function tell() {
    const view = told();
    if (!view && !location.hash.includes('=')) return; // an anchor stays
    history.replaceState(null, '', view ? `#${view}` : location.pathname + location.search);
  }

  /** The data set of a fold, which pages of its runs name; any other name as it is. @param {string} name */
  function setOf(name) {
    const [fold, data] = [byKey('fold'), byKey('data')];
    const run = fold?.words.includes(name) ? store.newest.find((each) => SiteStore.wordOf(fold, each) === name) : undefined;
    return run === undefined || !data ? name : String(SiteStore.wordOf(data, run));
  }

  /** Says what the address asks for and this site has not. @param {string[]} lost */
  function passedOver(lost) {
    if (!lost.length || part('wrong').textContent) return;
    part('wrong').textContent = `The address asks for what is not on this site: ${lost.join(', ')}.`;
  }

  /** Chooses what the address tells; values that no list has are passed over, which is said. */
  function follow() {
    if (!location.hash.includes('=')) return;
    const view = new URLSearchParams(location.hash.slice(1));
    const lost = /** @type {string[]} */ ([]);
    find.value = view.get('find') ?? '';
    for (const key of ['verdict', 'kind', 'task', 'model', 'folder']) { // links to lists that are no more
      const word = view.get(key);
      if (word && !lists.some(({ dataset }) => dataset.key === key)) find.value = `${find.value} ${key}="${word.replaceAll('"', '')}"`.trim();
    }
    for (const list of [...lists, group]) {
      const told = view.get(list.dataset.key ?? 'group') ?? '';
      const wanted = list.dataset.key === 'data' ? setOf(told) : told;
      list.value = Array.from(list.options).some(({ value }) => value === wanted) ? wanted : '';
      if (list.value !== wanted) lost.push(`${list.dataset.key ?? 'group'} “${wanted}”`);
    }
    for (const input of [from, to]) {
      const date = view.get(input.name) ?? '';
      input.value = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date)) ? date : '';
      if (input.value !== date) lost.push(`${input.name} “${date}”`);
    }
    const keys = (view.get('columns') ?? '').split(',').filter((key) => byKey(key));
    setColumns(keys.length ? keys : first);
    const wanted = view.get('sort');
    const column = store.columns.find((each) => keyOf(each) === wanted || each.key === wanted);
    sorting = column ? { column, direction: view.get('order') === 'descending' ? -1 : 1 } : null;
    const places = new Map(store.ids.map((id, run) => [id, run]));
    ticked.clear();
    for (const id of (view.get('compare') ?? '').split(',').filter(Boolean)) {
      const run = places.get(id.slice(0, ID_LENGTH)); // runs.json tells them whole
      if (run === undefined) lost.push(`run ${id}`);
      else if (ticked.size < SiteCompare.MOST) ticked.add(run);
    }
    apply();
    passedOver(lost);
    together();
  }

  // ---- runs that are ticked -------------------------------------------------------------------

  /** What stands below runs to be compared is not seen moving down when they come. */
  const showRest = () => document.documentElement.classList.remove('site-waits');

  /** Shows what is ticked, and what it comes down to from two runs on. */
  async function together() {
    const runs = [...ticked];
    const place = part('together');
    part('chosen').hidden = !runs.length;
    part('chosen-count').textContent = runs.length === 1 ? '1 run chosen. Choose another to compare.' : `${runs.length} runs chosen.`;
    place.hidden = runs.length < 2;
    if (place.hidden) return showRest();
    const curves = await Promise.all(runs.map(curvesOf));
    if (runs.join() !== [...ticked].join()) return; // others are wanted by now
    showRest();
    SiteCompare.show(/** @type {HTMLElement} */ (place.querySelector('div')), store, runs, curves);
  }

  /** @param {number} run @returns {Promise<RunCurves|null>} */
  async function curvesOf(run) {
    try {
      const shard = await load(site.shards[Math.floor(run / 1000)][1]);
      const file = shard.curves[run % 1000];
      return file ? await load(file) : null;
    } catch {
      return null;
    }
  }

  /** @param {Event} event */
  function tick({ target }) {
    const box = /** @type {HTMLInputElement} */ (target);
    if (box.dataset.run === undefined) return;
    const run = Number(box.dataset.run);
    if (!box.checked) ticked.delete(run);
    else if (ticked.size < SiteCompare.MOST) ticked.add(run);
    else {
      box.checked = false;
      say(`At most ${SiteCompare.MOST} runs are compared.`);
    }
    tell();
    together();
  }

  // ---- the form -------------------------------------------------------------------------------

  /** Fills a list with the words of its column and how often each stands. @param {HTMLSelectElement} list */
  function fill(list) {
    const column = /** @type {SiteColumn} */ (byKey(listed(list.dataset.key ?? '')));
    /** @type {Map<string, number>} */
    const numbers = new Map();
    for (const { word, runs } of SiteStore.grouped(store.newest, column)) {
      const values = column.key === 'tags' ? String(word ?? '').split(' ').filter(Boolean) : [String(word ?? 'unknown')];
      for (const value of values) numbers.set(value, (numbers.get(value) ?? 0) + runs.length);
    }
    const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const label = (/** @type {string} */ value) => (column.key === 'state' ? site.states[value]?.[1] ?? value : value);
    const options = [...numbers].sort((a, b) => names.compare(label(a[0]), label(b[0])));
    list.append(...options.map(([value, number]) => make('option', { value }, `${label(value)} (${number.toLocaleString('en')})`)));
  }

  /** Boxes for all columns: those in which runs differ first. */
  function buildColumns() {
    const usable = [...DRAWN, ...store.columns.filter(({ key, kind, words }) =>
      !SiteStore.INNER.has(key) && key !== 'name' && (kind !== 'words' || words.some((word) => word !== null)))];
    const same = (/** @type {SiteColumn} */ column) => column.kind === 'words' && !column.codes && !DRAWN.includes(column);
    const box = (/** @type {SiteColumn} */ { key, title }) => make('label', {}, make('input', { type: 'checkbox', value: key }), ` ${title}`);
    const parts = [
      ['Figures', usable.filter((column) => !column.argument)],
      ['Arguments that differ', usable.filter((column) => column.argument && !same(column))],
      ['Arguments that are the same in all', usable.filter((column) => column.argument && same(column))],
    ];
    part('columns').append(...parts.filter(([, some]) => some.length).map(([title, some]) =>
      make('fieldset', {}, make('legend', {}, String(title)), .../** @type {SiteColumn[]} */ (some).map(box))));
    part('columns').addEventListener('change', () => {
      const wanted = new Set(/** @type {HTMLInputElement[]} */ (all('input:checked', part('columns'))).map(({ value }) => value));
      const before = columns.map(({ key }) => key).filter((key) => key === 'name' || wanted.has(key));
      setColumns([...before, ...[...wanted].filter((key) => !before.includes(key))]);
      apply();
      tell();
    });
  }

  /** What is shown, in its order and with its columns, for a spreadsheet. */
  async function download() {
    const shown = columns.filter(({ key }) => key !== 'spark');
    if (columns.some(({ key }) => key === 'sentence')) await Promise.all([...new Set(Array.from(kept, (run) => Math.floor(run / 1000)))].map(async (shard) => rows.set(shard, await load(site.shards[shard][1]))));
    const text = SiteStore.csv(kept, shown, (column, run) =>
      (column.key === 'sentence' ? rows.get(Math.floor(run / 1000)).sentence[run % 1000] : SiteStore.full(column, run)));
    const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
    const link = make('a', { href: address, download: 'runs.csv' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    say('runs.csv downloaded');
  }

  function listen() {
    const change = () => {
      scroll.scrollTop = 0;
      apply();
      tell();
    };
    form?.addEventListener('input', (event) => {
      if (!part('columns').contains(/** @type {Node} */ (event.target))) change();
    });
    form?.addEventListener('submit', (event) => event.preventDefault());
    form?.addEventListener('reset', () => setTimeout(() => {
      setColumns(columns.map(({ key }) => key)); // boxes of columns are no part of it
      change();
    }));
    table?.addEventListener('change', tick);
    window.addEventListener('hashchange', follow);
    part('csv').addEventListener('click', download);
    part('untick').addEventListener('click', () => {
      ticked.clear();
      drawn.draw();
      tell();
      together();
    });
    part('to-together').addEventListener('click', () => part('together').scrollIntoView());
  }

  // ---- start ----------------------------------------------------------------------------------

  /** @param {any[]} shards */
  async function start(shards) {
    store = SiteStore.build(shards, site.states);
    const needed = new Set(Array.from(store.newest.slice(0, FIRST), (run) => Math.floor(run / 1000)));
    await Promise.all([...needed].map(async (shard) => rows.set(shard, await load(site.shards[shard][1]))));
    drawn = SiteTable.create({ table: /** @type {HTMLTableElement} */ (table), scroll, store, states: site.states, rowsOf, ticked });
    lists.forEach(fill);
    buildColumns();
    first = USUAL.filter((key) => !['tags', 'note'].includes(key) || byKey(key)?.words.some((word) => word !== null));
    setColumns(first);
    listen();
    for (const element of all('[data-site-wait]')) element.removeAttribute('data-site-wait');
    apply(); // the browser may restore what was chosen
    follow();
    scroll.dataset.ready = '';
  }

  let begun = false;
  function begin() {
    if (begun) return;
    begun = true;
    document.documentElement.classList.toggle('site-waits', /[#&]compare=[^&]*(,|%2C)/i.test(location.hash));
    Promise.all(site.shards.map(([runs]) => load(runs))).then(start).catch(() => {
      showRest();
      part('wrong').textContent = 'The list of all runs could not be loaded: these are the first. Reload the page.';
    });
  }

  if (!window.DecompressionStream) {
    part('wrong').textContent = 'This browser is too old to search and sort: these are the first runs.';
    return;
  }
  if (location.hash.includes('=') || site.runs <= 5000) begin();
  else {
    // Many shards: once the page stands, or as soon as they are wanted.
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 200));
    addEventListener('load', () => idle(begin));
    form.addEventListener('focusin', begin);
    scroll.addEventListener('scroll', begin, { once: true, passive: true });
  }
})();
