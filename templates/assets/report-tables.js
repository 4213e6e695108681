'use strict';

/** Tables: sorting by their headers, filtering by words, download as CSV. */
const ReportTables = (() => {
  const { all, make, say, whenThere } = ReportPage;
  const MISSING = new Set(['', '-', '–', '—', '?', 'nan', 'null', 'none', 'unknown']);
  const LEADING_NUMBER = /^[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf)/i;
  /** @type {Intl.Collator|null} */
  let words = null; // made at the first use: it costs more than all else here

  /** @typedef {{cell: HTMLTableCellElement, column: number, numeric: boolean}} Header */

  /** A cell's value: in full where the page keeps it so, else as it is shown. @param {HTMLElement|undefined} cell */
  const cellText = (cell) => (cell?.dataset.value ?? cell?.textContent ?? '').trim();

  /**
   * The number a cell shows, or null where it shows none.
   * @param {string} text
   */
  function cellNumber(text) {
    const plain = text.replace(/[\s,]/g, '').replace('−', '-').replace('∞', 'inf');
    const found = LEADING_NUMBER.exec(plain);
    if (!found) return null;
    return Number(found[0].replace(/inf/i, 'Infinity'));
  }

  // ---- sorting --------------------------------------------------------------------------------

  /**
   * Each header cell of the last header row with the body column it stands over.
   * @param {HTMLTableElement} table @returns {Header[]}
   */
  function sortableHeaders(table) {
    const row = table.tHead?.rows[table.tHead.rows.length - 1];
    const marked = all('th[data-type]', table).length > 0;
    let column = 0;
    return Array.from(row?.cells ?? [], (cell) => {
      const header = { cell, column, numeric: cell.dataset.type === 'number' };
      column += cell.colSpan;
      return header;
    }).filter(({ cell }) => cell.localName === 'th' && (cell.dataset.type || !marked));
  }

  /**
   * Rows in order of a column; rows without a value come last in either direction.
   * @param {HTMLTableRowElement[]} rows
   * @param {{column: number, numeric: boolean}} header
   * @param {number} direction 1 for ascending, -1 for descending
   */
  function ordered(rows, { column, numeric }, direction) {
    const keyed = rows.map((row) => {
      const text = cellText(row.cells[column]);
      const absent = MISSING.has(text.toLowerCase());
      return { row, key: absent ? null : numeric ? cellNumber(text) : text };
    });
    words ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const byWords = words.compare;
    /** @type {(a: any, b: any) => number} */
    const compare = numeric ? (a, b) => (a < b ? -1 : a > b ? 1 : 0) : byWords;
    const present = keyed.filter(({ key }) => key !== null);
    present.sort((a, b) => direction * compare(a.key, b.key));
    return present.concat(keyed.filter(({ key }) => key === null)).map(({ row }) => row);
  }

  /** @param {HTMLTableElement} table */
  function setUpSorting(table) {
    const body = table.tBodies[0];
    const headers = sortableHeaders(table);
    if (!body || !headers.length) return;
    const original = Array.from(body.rows);

    /** In the column's first direction, then in the other, then as the page had it. @param {Header} header */
    function sortBy(header) {
      const before = header.cell.getAttribute('aria-sort');
      const first = header.cell.dataset.first ?? 'ascending'; // where high is good: descending
      const second = first === 'ascending' ? 'descending' : 'ascending';
      show(header, before === null ? first : before === first ? second : null);
    }

    /** @param {Header} header @param {string|null} order */
    function show(header, order) {
      for (const { cell } of headers) cell.removeAttribute('aria-sort');
      if (order) header.cell.setAttribute('aria-sort', order);
      const rows = order ? ordered(original, header, order === 'ascending' ? 1 : -1) : original;
      body.append(...rows);
      const name = header.cell.textContent.trim();
      say(order ? `Sorted by ${name}, ${order}` : 'Original order', { unseen: true });
    }

    for (const header of headers) {
      const button = make('button', { class: 'sort' });
      button.append(...header.cell.childNodes);
      header.cell.append(button);
      button.addEventListener('click', () => sortBy(header));
      // What a link to a view asks for.
      header.cell.addEventListener('sort-as', ({ detail }) => show(header, detail));
    }
  }

  // ---- filtering ------------------------------------------------------------------------------

  /** @param {HTMLInputElement} input */
  function setUpFilter(input) {
    const table = document.getElementById(input.dataset.filter ?? '');
    const rows = all('tbody > tr', table ?? undefined);
    if (!table || !rows.length) return;
    /** @param {HTMLTableRowElement} row */
    const read = (row) => Array.from(row.cells, (cell) => cell.textContent).join(' ').toLowerCase();
    /** @type {string[]|null} */
    let contents = null; // read when first asked for, so that opening the page stays quick
    const count = make('span', { class: 'filter-count needs-js', role: 'status' });
    input.after(count);

    /** A row stays when it holds every word that was typed. */
    function filter() {
      const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const texts = (contents ??= rows.map(read));
      let kept = 0;
      rows.forEach((row, index) => {
        row.hidden = !wanted.every((word) => texts[index].includes(word));
        if (!row.hidden) kept += 1;
      });
      count.textContent = wanted.length ? `${kept} of ${rows.length} rows` : '';
    }

    input.addEventListener('input', filter);
    if (input.value) filter(); // the browser may restore what was typed
  }

  // ---- CSV ------------------------------------------------------------------------------------

  /** As in `ReportMath`, which a page without live charts has not: where a spreadsheet would find a formula. */
  const FORMULA = /(^(?![;\t\r\n])(?!\s*[-+](?:[\d.]+(?:e[-+]?\d+)?|inf)\s*$)|[;\t\r\n](?!\s*[-+](?:[\d.]+(?:e[-+]?\d+)?|inf)\s*(?:[;\t\r\n]|$)))(?=[\s"]*[=+\-@＝＋－＠])/gi;

  /**
   * A cell as RFC 4180 wants it; an apostrophe makes text of what a spreadsheet would run.
   * @param {string} text
   */
  function csvCell(text) {
    const safe = text.replace(FORMULA, "$1'");
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  }

  /**
   * A table as CSV, in the order the page was written with, whatever is sorted or filtered.
   * @param {HTMLTableElement} table
   */
  function tableReader(table) {
    const headers = table.tHead ? Array.from(table.tHead.rows).slice(-1) : [];
    const rows = headers.concat(Array.from(table.tBodies).flatMap((body) => Array.from(body.rows)));
    return () => rows
      .map((row) => Array.from(row.cells, (cell) => csvCell(cellText(cell))).join(','))
      .join('\r\n')
      .concat('\r\n');
  }

  /** Only what every file system takes. @param {string|undefined} name */
  const safeName = (name) => (name || 'table.csv').replace(/[^\w.-]+/g, '-').replace(/^\.+/, '');

  /** @param {HTMLElement} button */
  function setUpDownload(button) {
    const table = /** @type {HTMLTableElement|null} */ (document.getElementById(button.dataset.csv ?? ''));
    if (!table) return;
    const csv = tableReader(table);
    button.addEventListener('click', () => {
      const address = URL.createObjectURL(new Blob([csv()], { type: 'text/csv;charset=utf-8' }));
      const name = safeName(button.dataset.filename);
      const link = make('a', { href: address, download: name, hidden: true });
      document.body.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      say(`${name} downloaded`);
    });
  }

  // Downloads read the rows before sorting can move them; some tables are filled later.
  const late = (/** @type {HTMLElement|null} */ table) => table?.dataset.epochs !== undefined;
  const tableOf = (/** @type {HTMLElement} */ button) => document.getElementById(button.dataset.csv ?? '');
  whenThere((place) => {
    const downloads = all('[data-csv]', place);
    downloads.filter((button) => !late(tableOf(button))).forEach(setUpDownload);
    all('table.sortable', place).filter((table) => !late(table)).forEach(setUpSorting);
    for (const table of all('table[data-epochs]', place)) {
      table.addEventListener('filled', () => {
        downloads.filter((button) => tableOf(button) === table).forEach(setUpDownload);
        setUpSorting(table);
      });
    }
    all('input[data-filter]', place).forEach(setUpFilter);
  });

  return { cellNumber, csvCell, ordered, safeName };
})();
