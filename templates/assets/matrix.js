'use strict';

/**
 * Confusion matrices: shares or counts, predicted or true classes down, and each cell in words
 * when it is pressed or reached with the arrow keys. Small ones are tables, large ones drawings.
 */
(() => {
  const { all, hit, inSvg, make } = ReportPage;
  const { csvCell, wholePercent } = ReportMath;
  const { button, download } = ReportCharts.tools;
  const SHADES = 9;
  const WHOLE = 10000; // shares are told in ten-thousandths
  const NOTHING = 50; // shares below it are shown as empty
  /** @type {Object<string, Cell>} */
  const KEYS = {
    ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
    Home: [0, -Infinity], End: [0, Infinity], PageUp: [-10, 0], PageDown: [10, 0],
  };

  class Matrix {
    /** @param {HTMLElement} figure */
    constructor(figure) {
      /** @type {MatrixData} */
      const data = JSON.parse(figure.querySelector('[data-matrix-data]').textContent);
      this.data = data;
      this.names = data.names;
      this.figure = figure;
      this.size = this.names.length;
      this.classes = this.size - (this.data.background ? 1 : 0);
      this.table = figure.querySelector('[data-matrix-table]');
      this.drawing = figure.querySelector('[data-matrix-drawing]');
      this.words = figure.querySelector('[data-matrix-words]');
      this.label = figure.querySelector('[data-matrix-label]');
      this.showsCounts = false;
      this.turned = false;
      this.order = [...this.names.keys()]; // classes as they are shown; background stays last
      /** @type {Cell} */
      this.at = [0, 0];
      this.pointed = false;
      /** @type {HTMLElement[][]} */
      this.cells = []; // of a table
      this.cursor = make('div', { class: 'matrix-cursor', hidden: true });
      this.crosses = ['row', 'column'].map(() => make('div', { class: 'matrix-cross', hidden: true }));
      // The names of both classes at the edges, and the cell in words beside it.
      this.edges = ['row', 'column'].map((axis) => make('div', { class: `matrix-edge matrix-edge-${axis}`, hidden: true, 'aria-hidden': 'true' }));
      this.tip = make('div', { class: 'matrix-tip', hidden: true, 'aria-hidden': 'true' });
      this.buildTools();
      if (this.table) this.buildTable();
      else this.followDrawing();
      this.relabel();
      this.words.textContent = 'Press a cell, or move with the arrow keys, to read it in words.';
    }

    // ---- values -----------------------------------------------------------------------------------

    /** Predicted and true class of a cell as it is shown. @param {Cell} place @returns {Cell} */
    places(place) {
      const [down, across] = place.map((at) => this.order[at]);
      return this.turned ? [across, down] : [down, across];
    }

    /**
     * Classes as they are numbered, or those that are least often found and named right first.
     * @param {boolean} weakestFirst
     */
    rank(weakestFirst) {
      const numbered = [...this.names.keys()];
      const right = (/** @type {number} */ at) => (at < this.classes ? this.data.shares[at][at] ?? Infinity : Infinity);
      this.order = weakestFirst
        ? numbered.sort((a, b) => (right(a) === right(b) ? a - b : right(a) - right(b))) : numbered;
    }

    /** @param {Cell} place */
    share([predicted, truth]) {
      return this.data.shares[predicted][truth];
    }

    /** @param {Cell} place */
    count([predicted, truth]) {
      return this.data.counts?.[predicted][truth] ?? null;
    }

    /**
     * All objects of a true class (or all false alarms); null where one of them is not told.
     * @param {number} truth @returns {number|null}
     */
    total(truth) {
      const column = this.data.counts?.map((row) => row[truth]) ?? [null];
      const told = column.flatMap((value) => value ?? []);
      return told.length < column.length ? null : told.reduce((sum, value) => sum + value, 0);
    }

    /** The largest count between classes: false alarms may dwarf it, so they do not set the shades. */
    get most() {
      const rows = (this.data.counts ?? []).slice(0, this.classes).map((row) => row.slice(0, this.classes));
      return Math.max(1, ...rows.flat().map(Number));
    }

    /** @param {Cell} place */
    shade(place) {
      const share = this.share(place);
      if (!this.showsCounts) {
        if (share === null) return 'mx';
        return share < NOTHING ? 'm0' : `m${Math.min(SHADES, 1 + Math.floor((share * SHADES) / WHOLE))}`;
      }
      const count = this.count(place);
      if (count === null) return 'mx';
      return count === 0 ? 'm0' : `m${Math.min(SHADES, 1 + Math.floor((count * SHADES) / this.most))}`;
    }

    /** @param {Cell} place */
    text(place) {
      const value = this.showsCounts ? this.count(place) : this.share(place);
      if (value === null) return '?';
      if (this.showsCounts) return value === 0 ? '' : String(value);
      return value < NOTHING ? '' : String(wholePercent(value / WHOLE));
    }

    // ---- words --------------------------------------------------------------------------------------

    /** @param {number} share */
    percent(share) {
      return `${this.data.about ? '≈ ' : ''}${wholePercent(share / WHOLE)} %`;
    }

    /** How many of how many, where counts are told. @param {Cell} place */
    outOf(place) {
      const count = this.count(place);
      const total = this.total(place[1]);
      if (count === null) return '';
      const some = count.toLocaleString('en');
      return total === null ? ` (${some})` : ` (${some} of ${total.toLocaleString('en')})`;
    }

    /** @param {Cell} place */
    describe(place) {
      const [predicted, truth] = place;
      const missed = predicted >= this.classes;
      const alarm = truth >= this.classes;
      const [called, name] = [this.names[predicted], this.names[truth]];
      if (missed && alarm) return 'Nothing is counted here: no object and no prediction.';
      const share = this.share(place);
      if (share === null) return `How much of true ${name} was called ${called} is not told.`;
      const low = this.data.low ? ', counted from confidence 0.001 on' : '';
      if (!alarm && this.data.shares.every((row) => row[truth] === 0)) {
        return `The validation pictures hold no ${name}.`;
      }
      const much = `${this.percent(share)}${this.outOf(place)}`;
      if (alarm) return `${much} of the false alarms were called ${called}: predictions that fit no label, or one that is found already${low}.`;
      if (missed) return `${much} of true ${name} were missed${low}.`;
      const right = predicted === truth ? `: ${this.data.background ? 'found and ' : ''}named right` : '';
      return `${much} of true ${name} were called ${called}${right}${low}.`;
    }

    relabel() {
      const order = this.turned ? 'True down, predicted across' : 'Predicted down, true across';
      const alarms = this.data.background ? '; with background, of all false alarms' : '';
      const unit = this.showsCounts ? `Numbers of ${this.data.things}` : `Percent of each true class${alarms}`;
      const view = this.turned ? ', as the guide shows it' : ', as in the picture';
      const [across, down] = this.turned ? ['Predicted', 'True'] : ['True', 'Predicted'];
      for (const [axis, name] of [['across', `${across} →`], ['down', `${down} ↓`]]) {
        const corner = this.figure.querySelector(`[data-matrix-${axis}]`);
        if (corner) corner.textContent = name;
      }
      this.label.textContent = `${order}${view}. ${unit}${this.showsCounts && this.data.low ? ', counted from confidence 0.001 on' : ''}.`;
    }

    // ---- switches ------------------------------------------------------------------------------------

    buildTools() {
      const tools = this.figure.querySelector('[data-matrix-tools]');
      const parts = [];
      if (this.data.counts) {
        parts.push(this.choice('Numbers', ['Shares', 'Counts'], (second) => { this.showsCounts = second; }));
      }
      parts.push(this.choice('Orientation', ['Predicted down', 'True down'], (second) => { this.turned = second; }));
      parts.push(this.choice('Order of classes', ['As numbered', 'Weakest first'], (second) => this.rank(second)));
      parts.push(button('CSV', () => this.save(), {
        class: 'chart-button matrix-csv', 'aria-label': 'Download CSV: confusion matrix', title: 'Download as CSV',
      }));
      tools.replaceChildren(...parts);
    }

    /** @param {string} name @param {string[]} labels @param {(second: boolean) => void} choose */
    choice(name, labels, choose) {
      const made = labels.map((label, index) => button(label, () => {
        made.forEach((one, other) => one.setAttribute('aria-pressed', String(other === index)));
        choose(index === 1);
        this.redraw();
      }, { 'aria-pressed': String(index === 0) }));
      return make('div', { role: 'group', 'aria-label': name }, ...made);
    }

    redraw() {
      this.relabel();
      if (this.table) this.fillTable();
      else this.fillDrawing();
    }

    // ---- as a table ------------------------------------------------------------------------------------

    buildTable() {
      this.table.setAttribute('role', 'grid');
      this.cells = all('tbody tr', this.table).map((row) => all('td', row));
      this.cells.flat().forEach((cell) => { cell.tabIndex = -1; });
      this.cells[0][0].tabIndex = 0;
      this.table.addEventListener('focusin', (/** @type {any} */ { target }) => this.choose(target));
      this.table.addEventListener('click', (/** @type {Event} */ event) => hit(event, 'tbody td')?.focus());
      this.table.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.step(event, (place) => this.cellAt(place).focus()));
    }

    /** @param {Cell} cell @returns {HTMLElement} */
    cellAt([down, across]) {
      return this.cells[down][across];
    }

    /** @param {HTMLElement} cell */
    choose(cell) {
      const down = this.cells.findIndex((row) => row.includes(cell));
      if (down < 0) return;
      this.cellAt(this.at).tabIndex = -1;
      this.at = [down, this.cells[down].indexOf(cell)];
      cell.tabIndex = 0;
      this.words.textContent = this.describe(this.places(this.at));
      this.tell();
    }

    /** For those that have pictures of a cell. */
    tell() {
      const [predicted, truth] = this.places(this.at);
      const detail = { predicted, truth, names: this.names, classes: this.classes };
      this.figure.dispatchEvent(new CustomEvent('matrixcell', { bubbles: true, detail }));
    }

    fillTable() {
      const heads = [all('thead th span', this.table), all('tbody th span', this.table)];
      for (const some of heads) some.forEach((head, at) => { head.textContent = this.names[this.order[at]]; });
      this.cells.forEach((row, down) => row.forEach((cell, across) => {
        const place = this.places([down, across]);
        cell.className = this.shade(place);
        cell.textContent = this.text(place);
      }));
    }

    /**
     * Arrow keys, Home and End go from cell to cell.
     * @param {KeyboardEvent} event @param {(place: Cell) => void} go
     */
    step(event, go) {
      const way = KEYS[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const [down, across] = this.at.map((place, axis) => Math.max(0, Math.min(this.size - 1, place + way[axis])));
      go([down, across]);
    }

    // ---- as a drawing ------------------------------------------------------------------------------------

    followDrawing() {
      const { drawing } = this;
      Object.entries({
        tabindex: 0, role: 'application', 'aria-roledescription': 'matrix',
        'aria-label': 'Confusion matrix: arrow keys go from cell to cell',
      }).forEach(([name, value]) => drawing.setAttribute(name, String(value)));
      // Names at the edges are for those without scripts, and for paper: here the cell is named.
      this.svg = drawing.querySelector('.matrix-cells').cloneNode(true);
      this.svg.setAttribute('width', '100%');
      this.svg.removeAttribute('height');
      drawing.append(this.svg, ...this.crosses, this.cursor, ...this.edges, this.tip);
      drawing.addEventListener('pointerleave', () => this.quiet());
      drawing.addEventListener('blur', () => this.quiet());
      /** @param {PointerEvent} event @returns {Cell} */
      const under = ({ clientX, clientY }) => {
        const box = this.svg.getBoundingClientRect();
        const [down, across] = [(clientY - box.top) / box.height, (clientX - box.left) / box.width]
          .map((share) => Math.max(0, Math.min(this.size - 1, Math.floor(share * this.size))));
        return [down, across];
      };
      drawing.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => this.point(under(event)));
      drawing.addEventListener('click', (/** @type {PointerEvent} */ event) => this.point(under(event)));
      drawing.addEventListener('focus', () => this.point(this.at));
      drawing.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => this.step(event, (place) => this.point(place)));
    }

    /** @param {Cell} place */
    point(place) {
      const cell = 100 / this.size;
      const [down, across] = place;
      /**
       * @param {HTMLElement} element
       * @param {number} left
       * @param {number} top
       * @param {number} width
       * @param {number} height
       */
      const put = (element, left, top, width, height) => {
        element.hidden = false;
        Object.assign(element.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
      };
      put(this.cursor, across * cell, down * cell, cell, cell);
      put(this.crosses[0], 0, down * cell, 100, cell);
      put(this.crosses[1], across * cell, 0, cell, 100);
      this.nameEdges(place, cell);
      if (this.at[0] === down && this.at[1] === across && this.pointed) return;
      this.at = place;
      this.pointed = true;
      this.words.textContent = this.describe(this.places(place));
      this.tell();
    }

    /**
     * On the side of the cell that has more room, so that it is never covered.
     * @param {Cell} place
     * @param {number} cell its width, in percent
     */
    nameEdges([down, across], cell) {
      const [low, right] = [down > this.size / 2, across > this.size / 2];
      const [row, column] = this.edges;
      /** @param {HTMLElement} element @param {string} text @param {object} style */
      const put = (element, text, style) => {
        element.hidden = false;
        element.textContent = text;
        element.removeAttribute('style');
        Object.assign(element.style, style);
      };
      const side = right ? { left: '0' } : { right: '0' };
      put(row, this.names[this.order[down]], { top: `${(down + 0.5) * cell}%`, ...side });
      put(column, this.names[this.order[across]], {
        [right ? 'right' : 'left']: `${right ? 100 - (across + 1) * cell : across * cell}%`,
        ...(low ? { top: '0' } : { bottom: '0' }),
      });
      put(this.tip, this.describe(this.places([down, across])), {
        [right ? 'right' : 'left']: `calc(${right ? 100 - across * cell : (across + 1) * cell}% + 8px)`,
        [low ? 'bottom' : 'top']: `calc(${low ? 100 - down * cell : (down + 1) * cell}% + 8px)`,
      });
    }

    quiet() {
      for (const element of [...this.edges, this.tip]) element.hidden = true;
    }

    /** One path a shade, as the program's drawing has it. */
    fillDrawing() {
      /** @type {Map<string, string>} */
      const paths = new Map();
      for (let down = 0; down < this.size; down += 1) {
        for (let across = 0; across < this.size; across += 1) {
          const shade = this.shade(this.places([down, across]));
          if (shade !== 'm0') paths.set(shade, `${paths.get(shade) ?? ''}M${across} ${down}h1v1h-1z`);
        }
      }
      const made = [...paths].map(([shade, d]) => {
        const path = inSvg('path', { d });
        path.style.fill = `var(--matrix-${shade === 'mx' ? 'unknown' : shade.slice(1)})`;
        return path;
      });
      const border = this.svg.lastElementChild;
      all('path', this.svg).filter((path) => path !== border).forEach((path) => path.remove());
      border.before(...made);
      this.pointed = false;
      if (!this.cursor.hidden) this.point(this.at);
    }

    // ---- download ----------------------------------------------------------------------------------------

    /** Always predicted down and true across, as Ultralytics counts; untold cells are empty. */
    save() {
      /** @param {Cell} place */
      const value = (place) => {
        const found = this.showsCounts ? this.count(place) : this.share(place);
        return found === null ? '' : String(this.showsCounts ? found : found / WHOLE);
      };
      const header = ['predicted \\ true', ...this.names.map(csvCell)].join(',');
      const rows = this.names.map((name, down) =>
        [csvCell(name), ...this.names.map((_, across) => value([down, across]))].join(','));
      const kind = this.showsCounts ? 'counts' : 'shares';
      const blob = new Blob([`${[header, ...rows].join('\r\n')}\r\n`], { type: 'text/csv' });
      download.save({ id: `${this.data.file}-${kind}` }, 'csv', blob);
    }
  }

  ReportPage.whenThere((place) => all('[data-matrix]', place).forEach((figure) => new Matrix(figure)));
})();
