'use strict';

/** The index of a site: runs found by words and by what they are; the first of many shown. */
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

    form.addEventListener('input', apply);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('reset', () => setTimeout(apply));
    // Sorting moves rows: the first ones are then others.
    table.tHead.addEventListener('click', apply);
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
  }

  all('form[data-filters]').forEach(setUp);
})();
