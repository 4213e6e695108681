'use strict';

/**
 * What a comparison of runs adds: one legend that isolates a run in all charts, columns to choose,
 * predictions of any two runs under the handle, and the reader's answers, which stay in the page's
 * own storage and go along when the comparison is copied.
 */
(() => {
  const { all, make, say, copyText } = ReportPage;
  const { charts, tools } = ReportCharts;
  const MOST_RUNS = 11;
  /** @type {Object<string, string>} */
  const ANSWERS = { a: 'A better', b: 'B better', same: 'No difference' };
  /** @type {Object<string, string>} */
  const SWAPPED = { a: 'b', b: 'a' };

  /** @typedef {{name: string, batches: Object<string, string>}} ComparedRun */

  /** @param {Element|null} element @returns {any} */
  const json = (element) => JSON.parse(element?.textContent ?? '');

  // ---- the legend: which runs are shown ---------------------------------------------------------

  const compared = () => [...charts.values()].filter(({ figure }) => figure.dataset.runs !== undefined);

  /** Runs in colour, by role. */
  class Legend {
    /** @param {HTMLElement} root */
    constructor(root) {
      this.list = root.querySelector('ul');
      /** @type {Map<string, {button: HTMLElement, name: string}>} */
      this.chips = new Map();
      /** @type {Set<string>} */
      this.hidden = new Set();
      for (const item of all('li', this.list)) this.chip(item, item.dataset.role, item.dataset.name);
      this.every = make('button', { class: 'run-chip all-runs', disabled: '' }, 'All runs');
      this.every.addEventListener('click', () => {
        this.hidden.clear();
        this.apply();
      });
      const choices = root.querySelector('[data-run-choices]');
      choices.append(this.every);
      const quiet = root.querySelector('[data-quiet-runs]');
      if (quiet) choices.append(this.chooser(json(quiet)));
    }

    get shown() {
      return [...this.chips.keys()].filter((role) => !this.hidden.has(role));
    }

    apply() {
      const { hidden } = this;
      for (const [role, { button }] of this.chips) button.setAttribute('aria-pressed', String(!hidden.has(role)));
      this.every.disabled = !hidden.size;
      for (const chart of compared()) {
        chart.spec.data.forEach(({ meta, visible }, index) => {
          const quiet = visible === false && meta.role === 'other';
          const off = quiet || hidden.has(meta.role) || (hidden.size > 0 && meta.role === 'other');
          if (off) chart.hidden.add(index);
          else chart.hidden.delete(index);
        });
      }
      tools.refresh(compared());
      document.dispatchEvent(new CustomEvent('runschange', { detail: new Set(this.shown) }));
    }

    /**
     * A press isolates a run, a second one brings the others back; with Ctrl it switches one.
     * @param {string} role @param {boolean} switches
     */
    press(role, switches) {
      const { chips, hidden } = this;
      const alone = this.shown.length === 1 && !hidden.has(role);
      if (switches) {
        if (!hidden.delete(role)) hidden.add(role);
        if (!this.shown.length) hidden.clear();
      } else {
        hidden.clear();
        if (!alone) for (const other of chips.keys()) if (other !== role) hidden.add(other);
      }
      this.apply();
      const names = this.shown.map((key) => chips.get(key)?.name);
      say(names.length === chips.size ? 'All runs shown' : `Shown: ${names.join(', ')}`, { unseen: true });
    }

    /** @param {HTMLElement} item @param {string} role @param {string} name */
    chip(item, role, name) {
      const button = make('button', {
        class: 'run-chip', 'aria-pressed': 'true', title: 'Show this run alone; with Ctrl or Shift, switch it on or off',
      }, make('span', { class: `swatch role-${role}` }), item.dataset.short ?? name);
      button.addEventListener('click', (event) => this.press(role, event.ctrlKey || event.metaKey || event.shiftKey));
      item.replaceChildren(button, ...all('.cell-note', item));
      this.chips.set(role, { button, name });
    }

    /** Gives one of the quiet runs a colour of its own. @param {string[]} names */
    chooser(names) {
      const select = make('select', { 'aria-label': 'Show another run in colour' },
        make('option', { value: '' }, 'Show another run'), ...names.map((name) => make('option', { value: name }, name)));
      select.addEventListener('change', () => {
        const name = select.value;
        const roles = Array.from({ length: MOST_RUNS }, (_, index) => `run${index + 1}`);
        const role = roles.find((one) => !this.chips.has(one));
        if (!name || !role) return;
        select.querySelector(`option[value="${CSS.escape(name)}"]`)?.remove();
        select.value = '';
        this.colour(name, role);
        if (this.chips.size >= MOST_RUNS) select.disabled = true;
        this.apply();
      });
      return select;
    }

    /**
     * One more run in colour: its lines, its chip, and where its name stands in tables.
     * @param {string} name @param {string} role
     */
    colour(name, role) {
      for (const trace of compared().flatMap(({ spec }) => spec.data)) {
        const { column } = trace.meta;
        if (trace.meta.role !== 'other' || (column !== name && column !== `${name}, training`)) continue;
        trace.meta.role = role;
        trace.visible = true;
      }
      const item = make('li');
      this.list.append(item);
      this.chip(item, role, name);
      for (const head of all('.run-head').filter(({ dataset }) => dataset.run === name)) {
        head.querySelector('.swatch')?.setAttribute('class', `swatch role-${role}`);
      }
    }
  }

  // ---- columns ------------------------------------------------------------------------------------

  /** @param {HTMLDetailsElement} place */
  function setUpColumns(place) {
    const table = /** @type {HTMLTableElement|null} */ (document.getElementById(place.dataset.columns ?? ''));
    const list = place.querySelector('.columns-list');
    if (!table || !list) return;
    const headers = all('thead th[data-column]', table);
    for (const header of headers) {
      const index = header.cellIndex;
      const box = make('input', { type: 'checkbox' });
      box.checked = !header.classList.contains('off');
      box.addEventListener('change', () => {
        for (const row of table.rows) row.cells[index]?.classList.toggle('off', !box.checked);
      });
      list.append(make('label', {}, box, header.textContent.trim()));
    }
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !place.open) return;
      place.open = false;
      place.querySelector('summary').focus();
    });
    document.addEventListener('pointerdown', (event) => {
      if (!event.composedPath().includes(place)) place.open = false;
    });
  }

  // ---- predictions and answers --------------------------------------------------------------------

  const store = {
    /** @param {string} key */
    read(key) {
      try {
        return JSON.parse(localStorage.getItem(key) ?? 'null') ?? {};
      } catch {
        return {};
      }
    },
    /** @param {string} key @param {object} value */
    write(key, value) {
      try {
        localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // Not stored: the answers hold until the page is closed.
      }
    },
  };

  class Predictions {
    /** @param {HTMLElement} root */
    constructor(root) {
      const data = json(root.querySelector('[data-prediction-data]'));
      /** @type {Object<string, ComparedRun>} */
      this.runs = data.runs;
      this.key = `reportgen-answers-${data.id}`;
      /** @type {Object<string, string>} */
      this.answers = store.read(this.key);
      this.place = root.querySelector('[data-prediction-pairs]');
      this.a = root.querySelector('[data-side-a]');
      this.b = root.querySelector('[data-side-b]');
      for (const select of [this.a, this.b]) select.addEventListener('change', () => this.build());
      this.build();
    }

    /** Batches that both runs have, as pairs under the handle. */
    build() {
      const [one, other] = [this.runs[this.a.value], this.runs[this.b.value]];
      const list = make('div', { 'data-pairs': '', role: 'group', 'aria-label': `Predictions of ${one.name} and ${other.name}` });
      if (this.a.value === this.b.value) {
        this.place.replaceChildren(make('p', { class: 'missing' }, 'Choose two different runs.'));
        this.tell();
        return;
      }
      const numbers = Object.keys(one.batches).filter((number) => number in other.batches);
      list.append(...numbers.map((number) => this.pair(number, one, other)));
      const none = make('p', { class: 'missing' }, 'The two runs have no validation batch of the same number.');
      this.place.replaceChildren(numbers.length ? list : none);
      ReportPairs.setUp(list);
      this.tell();
    }

    /** @param {string} number @param {ComparedRun} one @param {ComparedRun} other */
    pair(number, one, other) {
      const name = `Batch ${number}`;
      const pair = make('div', {
        class: 'pair', 'data-pair': '', 'data-name': name, id: `predictions-pair-${number}`,
        'data-left': `A: ${one.name}`, 'data-right': `B: ${other.name}`,
      });
      /** @param {string} key @param {string} letter @param {ComparedRun} run */
      const side = (key, letter, run) => {
        const source = /** @type {HTMLImageElement} */ (ReportPage.withId(run.batches[number]));
        const picture = make('img', {
          src: source.getAttribute('src') ?? '', width: source.getAttribute('width') ?? '',
          height: source.getAttribute('height') ?? '', alt: source.alt, decoding: 'async', loading: 'lazy',
        });
        return make('figure', { class: 'pair-side', 'data-side': key }, picture,
          make('figcaption', {}, `${letter}: ${run.name}, ${name.toLowerCase()}`));
      };
      pair.append(make('div', { class: 'pair-tools', 'data-pair-tools': '' }));
      pair.append(side('truth', 'A', one), side('prediction', 'B', other), this.question(number));
      return pair;
    }

    /**
     * Answers are kept by the names of the two runs in a fixed order, so that A and B may swap.
     * @param {string} number
     */
    place_of(number) {
      const names = [this.a.value, this.b.value];
      const swapped = Number(names[0]) > Number(names[1]);
      return { key: `${[...names].sort((x, y) => Number(x) - Number(y)).join('-')}-${number}`, swapped };
    }

    /** @param {string} number @returns {string|undefined} */
    answer(number) {
      const { key, swapped } = this.place_of(number);
      const kept = this.answers[key];
      return swapped ? SWAPPED[kept] ?? kept : kept;
    }

    /** @param {string} number */
    question(number) {
      const buttons = Object.entries(ANSWERS).map(([value, text]) => {
        const button = make('button', { class: 'run-chip', 'data-answer': value }, text);
        button.addEventListener('click', () => {
          const { key, swapped } = this.place_of(number);
          const kept = swapped ? SWAPPED[value] ?? value : value;
          if (this.answers[key] === kept) delete this.answers[key];
          else this.answers[key] = kept;
          store.write(this.key, this.answers);
          this.tell();
        });
        return button;
      });
      const label = `Which predictions are better, batch ${number}?`;
      return make('div', { class: 'answers', role: 'group', 'aria-label': label, 'data-batch': number },
        make('span', {}, label), ...buttons);
    }

    /**
     * The answers in words, one line a pair of runs; `named` writes the name of a run.
     * @param {(name: string) => string} [named]
     */
    lines(named = (name) => name) {
      /** @type {Map<string, Object<string, number>>} */
      const tally = new Map();
      for (const [key, value] of Object.entries(this.answers)) {
        const [a, b] = key.split('-');
        if (!this.runs[a] || !this.runs[b]) continue;
        const pair = `${a}-${b}`;
        const counts = tally.get(pair) ?? { a: 0, b: 0, same: 0 };
        if (value in counts) counts[value] += 1;
        tally.set(pair, counts);
      }
      return [...tally].map(([pair, { a, b, same }]) => {
        const [one, other] = pair.split('-').map((run) => named(this.runs[run].name));
        return `Your answers: ${one} better in ${a}, ${other} better in ${b}, no difference in ${same}.`;
      });
    }

    tell() {
      for (const group of all('.answers', this.place)) {
        const given = this.answer(group.dataset.batch);
        for (const button of all('[data-answer]', group)) {
          button.setAttribute('aria-pressed', String(button.dataset.answer === given));
        }
      }
      for (const place of all('[data-answers-tally]')) place.textContent = this.lines().join(' ');
    }
  }

  // ---- paper --------------------------------------------------------------------------------------

  /**
   * How differences are judged is told beside the figures, whether the reader has unfolded it.
   * @param {HTMLDetailsElement} method
   */
  function setUpPaper(method) {
    let closed = false;
    addEventListener('beforeprint', () => {
      closed = !method.open;
      method.open = true;
    });
    addEventListener('afterprint', () => {
      if (closed) method.open = false;
    });
  }

  // ---- start --------------------------------------------------------------------------------------

  for (const legend of all('[data-run-legend]')) new Legend(legend);
  all('[data-columns]').forEach(setUpColumns);
  all('.ranking-method').forEach(setUpPaper);
  const predictions = all('[data-predictions]').map((root) => new Predictions(root));
  const words = document.getElementById('comparison-markdown');
  for (const button of all('[data-copy-comparison]')) {
    button.addEventListener('click', () => {
      const { text, names } = json(words);
      // Names may hold what Markdown reads as markup, or whom GitHub would call.
      const lines = predictions.flatMap((one) => one.lines((name) => names[name] ?? ''));
      copyText([text.trim(), ...lines].join('\n\n') + '\n', 'Comparison copied');
    });
  }
})();
