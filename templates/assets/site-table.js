'use strict';

/**
 * The table of all runs: only the rows in view stand in the page. What a row shows beside its
 * figures comes from the shard of its run, which is loaded when the row comes into view.
 *
 * @typedef {{group: string, runs: number, best: string}} GroupRow
 * @typedef {number|GroupRow} SiteRow a run, or the head of a group
 */
const SiteTable = (() => {
  /** On a phone names and states take two lines of a row. */
  const phone = matchMedia('(max-width: 560px)');
  /** Height of a row in pixels, as the style sheet has it. */
  const ROW = 32;
  /** Rows drawn beyond those in view, above and below. */
  const SPARE = 10;
  const SHARD = 1000;
  /** Rows on paper. */
  const PRINTED = 500;
  const WIDTHS = { name: 280, state: 184, value: 176, spark: 104, sentence: 520, model: 136, data: 168, folder: 168, epochs: 104, date: 136, tags: 140, note: 260 };
  /** On a phone, where the main metric stands within the first view. */
  const NARROW = { state: 110, value: 92 };
  const [LEAST_NAME, MOST_NAME, BESIDE_NAME] = [104, 128, 250];
  const { inSvg, make } = ReportPage;

  /** A cell as it is shown. @param {SiteColumn} column @param {number} run */
  function shown(column, run) {
    if (!SiteStore.told(column, run)) return 'unknown';
    if (column.kind === 'date') return SiteStore.full(column, run).slice(0, 10);
    // Epochs and arguments stand as they are.
    if (column.kind !== 'number' || column.key === 'best_epoch') return SiteStore.full(column, run);
    return ReportMath.measured(/** @type {ArrayLike<number>} */ (column.values)[run]);
  }

  /** A name with its middle cut out, as runs of one folder differ at the end. @param {string} name */
  function cut(name) {
    const onPhone = innerWidth < 380 ? [5, 8] : [7, 10];
    const [first, last] = phone.matches ? onPhone : [7, 16];
    return name.length > first + last + 1 ? `${name.slice(0, first)}…${name.slice(-last)}` : name;
  }

  /** The cells of a run: what each column shows of it. */
  class Cells {
    /**
     * @param {object} site
     * @param {SiteStoreData} site.store
     * @param {Object<string, [string, string, number]>} site.states
     * @param {(shard: number) => any} site.rowsOf
     * @param {Set<number>} site.ticked
     */
    constructor({ store, states, rowsOf, ticked }) {
      this.byKey = new Map(store.columns.map((column) => [column.key, column]));
      this.states = states;
      this.rowsOf = rowsOf;
      this.ticked = ticked;
    }

    /** @param {string} key */
    column(key) {
      return /** @type {SiteColumn} */ (this.byKey.get(key));
    }

    /** @param {number} run */
    nameOf(run) {
      return /** @type {string[]} */ (this.column('name').values)[run];
    }

    /** @param {number} run */
    rowOf(run) {
      return { rows: this.rowsOf(Math.floor(run / SHARD)), at: run % SHARD };
    }

    /** @param {number} run @returns {HTMLElement} */
    nameCell(run) {
      const tick = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', 'aria-label': `Choose ${this.nameOf(run)}` }));
      tick.checked = this.ticked.has(run);
      tick.dataset.run = String(run);
      const { rows, at } = this.rowOf(run);
      const name = rows?.page[at] ? make('a', { href: rows.page[at] }, cut(this.nameOf(run))) : make('span', {}, cut(this.nameOf(run)));
      return make('th', { scope: 'row', class: 'site-name', title: this.nameOf(run) }, make('label', { class: 'site-tick' }, tick), name);
    }

    /** @param {number} run */
    badgeCell(run) {
      const state = String(SiteStore.wordOf(this.column('state'), run) ?? 'unknown');
      const [verdict, word] = this.states[state] ?? ['unknown', state];
      const told = SiteStore.wordOf(this.column('badge'), run);
      const icon = inSvg('svg', { class: 'icon', width: 16, height: 16, 'aria-hidden': 'true' });
      icon.append(inSvg('use', { href: `#icon-${verdict}` }));
      const text = String(told ?? word);
      return make('td', { title: text }, make('span', { class: `badge verdict-${verdict}` }, icon, make('span', { class: 'word' }, text)));
    }

    /** @param {number} run */
    valueCell(run) {
      const text = shown(this.column('value'), run);
      if (text === 'unknown') return make('td', { class: 'number' }, make('span', { class: 'label' }, text));
      const name = SiteStore.wordOf(this.column('metric'), run) ?? '';
      return make('td', { class: 'number', title: `${name} ${SiteStore.full(this.column('value'), run)}` }, text, ' ', make('span', { class: 'site-metric' }, String(name)));
    }

    /** @param {number} run */
    sparkCell(run) {
      const cell = make('td');
      const { rows, at } = this.rowOf(run);
      if (!rows?.spark[at]) return cell;
      const role = rows.role.words[rows.role.codes ? parseInt(rows.role.codes[at], 36) : 0] ?? 'other';
      const svg = inSvg('svg', { class: `spark role-${role}`, width: 88, height: 22, viewBox: '0 0 88 22', 'aria-hidden': 'true' });
      svg.append(inSvg('polyline', { points: rows.spark[at], fill: 'none' }));
      cell.append(svg);
      return cell;
    }

    /** @param {SiteColumn} each @param {number} run */
    cell(each, run) {
      if (each.key === 'name') return this.nameCell(run);
      if (each.key === 'state') return this.badgeCell(run);
      if (each.key === 'value') return this.valueCell(run);
      if (each.key === 'spark') return this.sparkCell(run);
      if (each.key === 'sentence') {
        const { rows, at } = this.rowOf(run);
        return make('td', { class: 'site-why', title: rows?.sentence[at] ?? '' }, rows?.sentence[at] ?? '');
      }
      const text = shown(each, run);
      const kind = isNumeric(each) ? 'number' : 'site-text';
      const told = text === 'unknown' ? make('span', { class: 'label' }, text) : text;
      const made = make('td', { class: kind, title: SiteStore.full(each, run) }, told);
      if (each.key === 'date' && SiteStore.wordOf(this.column('dated'), run) === 'file' && text !== 'unknown') {
        made.append(' ', make('span', { class: 'site-note', title: 'date of the file' }, 'file'));
      }
      return made;
    }

    /** @param {SiteRow} item @param {number} place @param {SiteColumn[]} columns */
    row(item, place, columns) {
      if (typeof item === 'number') {
        const row = make('tr', { 'aria-rowindex': place + 2, 'data-run': item });
        row.append(...columns.map((each) => this.cell(each, item)));
        return row;
      }
      const count = item.runs === 1 ? '1 run' : `${item.runs.toLocaleString('en')} runs`;
      return make('tr', { class: 'site-group', 'aria-rowindex': place + 2 },
        make('th', { scope: 'rowgroup', colspan: columns.length }, make('b', {}, item.group), ` ${count}`, item.best ? `, best ${item.best}` : ''));
    }
  }

  /**
   * @param {object} site
   * @param {HTMLTableElement} site.table
   * @param {HTMLElement} site.scroll
   * @param {SiteStoreData} site.store
   * @param {Object<string, [string, string, number]>} site.states
   * @param {(shard: number) => any} site.rowsOf what is loaded of a shard, or null and `draw` later
   * @param {Set<number>} site.ticked
   */
  function create({ table, scroll, ...told }) {
    const cells = new Cells(told);
    /** @type {ArrayLike<SiteRow>} */
    let view = [];
    /** @type {SiteColumn[]} */
    let columns = [];
    const body = table.tBodies[0];
    let printing = false;

    /** Draws the rows in view; what is above and below is room. On paper it is the first of all. */
    function draw() {
      const first = printing ? 0 : Math.max(0, Math.min(view.length, Math.floor(scroll.scrollTop / ROW)) - SPARE);
      const rowsInView = printing ? PRINTED : Math.ceil((scroll.clientHeight || 640) / ROW) + 2 * SPARE;
      const last = Math.min(view.length, first + rowsInView);
      const focused = /** @type {HTMLElement|null} */ (document.activeElement)?.closest?.('#runs-table tbody tr')?.getAttribute('data-run');
      const rows = [];
      for (let at = first; at < last; at += 1) rows.push(cells.row(view[at], at, columns));
      body.replaceChildren(...rows);
      table.style.marginTop = `${first * ROW}px`;
      table.style.marginBottom = printing ? '' : `${(view.length - last) * ROW}px`;
      if (focused) /** @type {HTMLElement|null} */ (body.querySelector(`tr[data-run="${focused}"] input`))?.focus({ preventScroll: true });
    }

    /** @param {ArrayLike<SiteRow>} rows @param {SiteColumn[]} chosen */
    function show(rows, chosen) {
      view = rows;
      columns = chosen;
      table.setAttribute('aria-rowcount', String(rows.length + 1));
      draw();
    }

    let waiting = 0;
    for (const [event, on] of /** @type {const} */ ([['beforeprint', true], ['afterprint', false]])) {
      window.addEventListener(event, () => {
        printing = on;
        draw();
      });
    }
    scroll.addEventListener('scroll', () => {
      cancelAnimationFrame(waiting);
      waiting = requestAnimationFrame(draw);
    }, { passive: true });
    new ResizeObserver(() => draw()).observe(scroll);
    return { draw, show };
  }

  /** Whether cells stand to the right. @param {SiteColumn} column */
  const isNumeric = (column) => column.kind === 'number' || column.key === 'epochs'
    || (column.words.some((word) => typeof word === 'number') && column.words.every((word) => word === null || typeof word === 'number'));

  /**
   * The head of the table for these columns; a press of one sorts.
   * @param {HTMLTableElement} table
   * @param {SiteColumn[]} columns
   * @param {(column: SiteColumn) => void} press
   */
  function head(table, columns, press) {
    const row = make('tr');
    const group = make('colgroup');
    let width = 0;
    const name = Math.max(LEAST_NAME, Math.min(MOST_NAME, innerWidth - BESIDE_NAME));
    const widths = phone.matches ? { ...WIDTHS, ...NARROW, name } : WIDTHS;
    for (const column of columns) {
      const plain = column.key === 'spark' || column.key === 'sentence';
      const button = make('button', { class: 'sort' }, column.title);
      button.addEventListener('click', () => press(column));
      row.append(make('th', { scope: 'col', 'data-key': column.key, class: isNumeric(column) ? 'number' : '' }, plain ? column.title : button));
      const own = widths[/** @type {keyof typeof WIDTHS} */ (column.key)] ?? Math.max(84, 24 + column.title.length * 8);
      width += own;
      group.append(make('col', { width: own }));
    }
    table.querySelector('colgroup')?.remove();
    table.prepend(group);
    table.caption && table.prepend(table.caption);
    table.style.minWidth = `${width}px`;
    table.tHead?.replaceChildren(row);
  }

  return { create, head, isNumeric, shown };
})();
