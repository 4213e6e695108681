'use strict';

/**
 * The index of a site: runs found by words and by what they are; the first of many shown. What is
 * chosen stands in the address, so that a view is a link: ``#find=…&data=…&sort=main-metric``.
 */
(() => {
  const { all } = ReportPage;
  /** More rows than this wait for a press of the button; site.css cuts there, too. */
  const FIRST = 100;

  function setUp(form) {
    const table = document.getElementById(form.dataset.filters);
    const body = table?.tBodies[0];
    if (!body) return;
    const words = form.querySelector('input');
    const lists = all('select', form);
    const count = form.querySelector('output');
    const clear = form.querySelector('[type="reset"]');
    const more = document.querySelector('.site-more');
    const button = more?.querySelector('button');
    const total = body.rows.length;
    const headers = all('th[data-type]', table.tHead ?? table);
    const read = new Map(); // a row's words, read when they are first asked for
    let whole = total <= FIRST;

    function textOf(row) {
      if (!read.has(row)) read.set(row, row.textContent.toLowerCase());
      return read.get(row);
    }

    /** Shows the rows that fit, in the order in which they stand. */
    function apply() {
      const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = lists.filter(({ value }) => value);
      const fits = (row) =>
        chosen.every(({ dataset, value }) => row.dataset[dataset.key] === value)
        && wanted.every((word) => textOf(row).includes(word));
      let kept = 0;
      for (const row of body.rows) {
        const found = fits(row);
        if (found) kept += 1;
        row.hidden = !found || (!whole && kept > FIRST);
      }
      const filtered = wanted.length > 0 || chosen.length > 0;
      table.dataset.ready = '';
      clear.hidden = !filtered;
      count.textContent = filtered ? `${kept} of ${total} runs` : '';
      if (!more) return;
      more.hidden = whole || kept <= FIRST;
      button.textContent = `Show all ${kept} runs`;
    }

    // ---- the address --------------------------------------------------------------------------

    const keyOf = (cell) => cell.textContent.trim().toLowerCase().replace(/\W+/g, '-');
    /** Whether the address tells a view; else it may name a place on the page. */
    const isView = (hash) => hash.includes('=');

    /** The view as the end of the address; empty where nothing is chosen. */
    function told() {
      const view = new URLSearchParams();
      if (words.value.trim()) view.set('find', words.value.trim());
      for (const { dataset, value } of lists) if (value) view.set(dataset.key, value);
      const sorted = headers.find((cell) => cell.getAttribute('aria-sort'));
      if (sorted) view.set('sort', keyOf(sorted));
      if (sorted) view.set('order', sorted.getAttribute('aria-sort'));
      return view.toString();
    }

    function tell() {
      const view = told();
      if (!view && !isView(location.hash)) return; // an anchor stays
      const address = location.pathname + location.search;
      history.replaceState(null, '', view ? `#${view}` : address);
    }

    /** Chooses what the address tells; values that no list has are passed over. */
    function follow() {
      if (!isView(location.hash)) return;
      const view = new URLSearchParams(location.hash.slice(1));
      words.value = view.get('find') ?? '';
      for (const list of lists) {
        const wanted = view.get(list.dataset.key) ?? '';
        list.value = Array.from(list.options).some(({ value }) => value === wanted) ? wanted : '';
      }
      const sorted = headers.find((cell) => keyOf(cell) === view.get('sort'));
      const order = view.get('order') === 'descending' ? 'descending' : 'ascending';
      for (const cell of headers) {
        const detail = cell === sorted ? order : null;
        if (detail || cell.getAttribute('aria-sort')) {
          cell.dispatchEvent(new CustomEvent('sort-as', { detail }));
        }
      }
      apply();
    }

    form.addEventListener('input', () => {
      apply();
      tell();
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(() => {
      apply();
      tell();
    }));
    // Sorting moves rows: the first ones are then others.
    table.tHead.addEventListener('click', () => {
      apply();
      tell();
    });
    window.addEventListener('hashchange', follow);
    button?.addEventListener('click', () => {
      whole = true;
      const next = Array.from(body.rows).find((row) => row.hidden);
      apply();
      next?.querySelector('a')?.focus();
    });
    window.addEventListener('beforeprint', () => {
      whole = true;
      apply();
    });
    apply(); // the browser may restore what was chosen
    follow();
  }

  all('form[data-filters]').forEach(setUp);
})();
