'use strict';

/**
 * Mistakes: counted at the confidence of a slider, pictures in the order asked for, those of one
 * pair of classes when a cell of the confusion matrix asks, and enlarged with the keyboard.
 */
(() => {
  const { all, make, hit } = ReportPage;
  const { wilson } = ReportMath;
  const FATES = 4;
  /** Pictures that stand there at first: a row or two. */
  const FIRST = 6;
  /** @type {Object<string, number>} */
  const WAYS = { ArrowLeft: -1, ArrowRight: 1 };

  /** @param {number} part @param {number} whole */
  const percent = (part, whole) => (whole ? `${Math.round((100 * part) / whole)} %` : '–');

  class Mistakes {
    /** @param {HTMLElement} section */
    constructor(section) {
      this.section = section;
      this.run = section.id.replace(/-mistakes$/, '');
      /**
       * @type {{confidences: number[], kinds: string[], counts: number[][], objects: number, at: number,
       *   groups: Object<string, number[][]>}}
       */
      this.data = JSON.parse(section.querySelector('[data-mistakes-data]').textContent);
      this.place = make('div', { class: 'mistakes' });
      this.caption = make('span', { role: 'status' });
      /** @type {HTMLDialogElement|null} */
      this.dialog = null;
      this.buildSlider();
      this.cards = all('[data-shots] > figure', section);
      if (this.cards.length) this.buildGallery();
    }

    // ---- the confidence -------------------------------------------------------------------------

    buildSlider() {
      const slider = this.section.querySelector('[data-mistakes-slider]');
      slider.value = String(this.data.at);
      slider.addEventListener('input', () => {
        const confidence = Number(slider.value);
        this.count(confidence);
        document.dispatchEvent(new CustomEvent('runconfidence', {
          detail: { run: this.run, confidence, from: this },
        }));
      });
      // The line on the curves and this slider are one: whoever moves either moves both.
      document.addEventListener('runconfidence', ({ detail }) => {
        if (detail.from === this || detail.run !== this.run) return;
        slider.value = String(detail.confidence);
        this.count(detail.confidence);
      });
    }

    /** @param {number} confidence */
    count(confidence) {
      const { confidences, kinds, counts, objects, groups } = this.data;
      /** @param {number} one @param {number} other */
      const near = (one, other) => Math.abs(confidences[one] - confidence) - Math.abs(confidences[other] - confidence);
      const at = confidences.map((_, place) => place).sort(near)[0];
      const number = Object.fromEntries(kinds.map((kind, place) => [kind, counts[place][at]]));
      const wrong = kinds.filter((kind) => kind !== 'right').map((kind) => number[kind]);
      const [total, most] = [wrong.reduce((sum, each) => sum + each, 0), Math.max(1, ...wrong)];
      this.section.querySelector('[data-mistakes-at]').textContent = confidences[at].toFixed(2);
      this.section.querySelector('[data-mistakes-right]').textContent =
        `${number.right.toLocaleString('en')} of ${objects.toLocaleString('en')} objects are found and named right`;
      for (const row of all('[data-kind]', this.section)) {
        const own = number[row.dataset.kind];
        row.querySelector('[data-count]').textContent = own.toLocaleString('en');
        row.querySelector('[data-share]').textContent = percent(own, total);
        row.querySelector('.mistake-bar > span').style.width = `${(100 * own) / most}%`;
      }
      for (const row of all('[data-group]', this.section)) this.fill(row, groups[row.dataset.group], at);
    }

    /** @param {HTMLElement} row @param {number[][]} fates by confidence @param {number} at */
    fill(row, fates, at) {
      const whole = Number(row.dataset.objects);
      for (let fate = 0; fate < FATES; fate += 1) {
        const own = fates[fate][at];
        row.querySelector(`[data-fate="${fate}"]`).textContent = fate ? String(own) : percent(own, whole);
      }
      const [low, high] = wilson(fates[0][at], whole).map((share) => Math.round(100 * share));
      row.querySelector('[data-between]').textContent = `${low} to ${high} %`;
    }

    // ---- pictures -------------------------------------------------------------------------------

    buildGallery() {
      this.shots = this.section.querySelector('[data-shots]');
      this.status = this.section.querySelector('[data-mistakes-status]');
      this.whole = this.section.querySelector('[data-mistakes-all]');
      const order = this.section.querySelector('[data-mistakes-order]');
      order.addEventListener('change', () => this.order(order.value));
      for (const choice of [...order.options]) {
        if (!this.cards.some((card) => Number(card.dataset[choice.value]))) choice.remove();
      }
      this.whole.addEventListener('click', () => this.filter(null));
      this.more = this.section.querySelector('[data-shots-more]');
      this.more.addEventListener('click', () => {
        const [next] = all('figure.beyond', this.shots);
        this.unfolded = true;
        this.fold();
        next.querySelector('[data-shot-zoom]').focus();
      });
      this.fold();
      this.shots.addEventListener('click', (/** @type {Event} */ event) => {
        const button = hit(event, '[data-shot-zoom]');
        if (button) this.enlarge(button.closest('figure'));
      });
      document.addEventListener('matrixcell', ({ detail, target }) => {
        if (target instanceof Element && target.id.startsWith(`${this.run}-`)) this.offer(detail, target);
      });
    }

    /** By one sort of mistake; of equal ones as the page has them. @param {string} key */
    order(key) {
      const sorted = [...this.cards].sort((one, other) => other.dataset[key] - one.dataset[key]);
      this.shots.append(...sorted);
      this.fold();
    }

    /** Keeps the first pictures of all in view, until more are asked for. */
    fold() {
      const folded = !this.unfolded && this.whole.hidden;
      const { shown } = this;
      shown.forEach((card, place) => card.classList.toggle('beyond', folded && place >= FIRST));
      this.more.hidden = !folded || shown.length <= FIRST;
      this.more.textContent = `Show ${shown.length - FIRST} more`;
    }

    get shown() {
      return all('figure:not([hidden])', this.shots);
    }

    /** Only pictures with this mistake; null for all. @param {string|null} pair */
    filter(pair, words = '') {
      for (const card of this.cards) {
        card.hidden = pair === null ? 'extra' in card.dataset : !card.dataset.pairs.split(' ').includes(pair);
      }
      this.whole.hidden = pair === null;
      this.status.textContent = pair === null ? '' : `${this.shown.length === 1 ? '1 picture' : `${this.shown.length} pictures`}: ${words}`;
      this.fold();
    }

    /**
     * A button under the matrix that shows the pictures of its cell.
     * @param {{predicted: number, truth: number, names: string[], classes: number}} cell @param {Element} figure
     */
    offer({ predicted, truth, names, classes }, figure) {
      figure.querySelector('.matrix-pictures')?.remove();
      /** @param {number} place */
      const sign = (place) => (place >= classes ? 'b' : String(place));
      const pair = `${sign(truth)}>${sign(predicted)}`;
      const number = this.cards.filter((card) => card.dataset.pairs.split(' ').includes(pair)).length;
      if (!number) return;
      const [own, called] = [names[truth], names[predicted]];
      const words = truth >= classes ? `${called} beyond what is labelled`
        : predicted >= classes ? `${own} missed` : `${own} called ${called}`;
      const button = make('button', { class: 'matrix-pictures' }, `Show ${number === 1 ? 'its picture' : `its ${number} pictures`}`);
      button.addEventListener('click', () => {
        this.filter(pair, words);
        this.section.querySelector('.picture-group').scrollIntoView({ block: 'start' });
        this.whole.focus({ preventScroll: true });
      });
      figure.querySelector('[data-matrix-label], .matrix-words').parentNode
        .insertBefore(button, figure.querySelector('.matrix-words').nextSibling);
    }

    // ---- enlarged -------------------------------------------------------------------------------

    /** @param {HTMLElement} card */
    enlarge(card) {
      this.dialog ??= this.buildDialog();
      this.show(card);
      this.dialog.showModal();
    }

    buildDialog() {
      /** @param {string} label @param {string} sign @param {() => void} action */
      const control = (label, sign, action) => {
        const button = make('button', { type: 'button', 'aria-label': label, title: label }, sign);
        button.addEventListener('click', action);
        return button;
      };
      const dialog = make('dialog', { class: 'shot-viewer mistakes', 'aria-label': 'Enlarged picture' });
      dialog.append(this.place, make('p', {},
        control('Previous picture', '←', () => this.go(-1)),
        control('Next picture', '→', () => this.go(1)),
        this.caption,
        control('Close', '✕', () => dialog.close())),
      this.section.querySelector('.mistakes-legend').cloneNode(true));
      dialog.addEventListener('keydown', (event) => {
        const way = WAYS[event.key];
        if (!way) return;
        event.preventDefault();
        this.go(way);
      });
      dialog.addEventListener('close', () => this.at?.querySelector('[data-shot-zoom]').focus());
      document.body.append(dialog);
      return dialog;
    }

    /** @param {number} way */
    go(way) {
      const { shown } = this;
      this.show(shown[(shown.indexOf(this.at) + way + shown.length) % shown.length]);
    }

    /** @param {HTMLElement} card */
    show(card) {
      this.at = card;
      this.place.replaceChildren(card.querySelector('svg').cloneNode(true));
      const words = card.querySelector('figcaption').cloneNode(true);
      all('button', words).forEach((button) => button.remove());
      words.querySelector('.shot-name').append(':');
      this.caption.textContent = words.textContent.replace(/\s+/g, ' ').trim();
    }
  }

  ReportPage.whenThere((place) => all('[data-mistake-section]', place).forEach((section) => new Mistakes(section)));
})();
