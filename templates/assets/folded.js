'use strict';

/**
 * Puts what stands in the folds of a site's page in its place, before any other script runs. It
 * comes packed in the file that was loaded just before (reportgen/output/site/card/folded.py).
 */
(() => {
  const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const WINDOW = 32768;
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  /** Codes of these lengths: how many of each length, and what they stand for. @param {number[]} lengths */
  function codes(lengths) {
    const counts = new Array(16).fill(0);
    for (const length of lengths) counts[length] += 1;
    counts[0] = 0;
    const starts = [0, 0];
    for (let length = 1; length < 15; length += 1) starts.push(starts[length] + counts[length]);
    const symbols = /** @type {number[]} */ ([]);
    lengths.forEach((length, symbol) => { if (length) symbols[starts[length]++] = symbol; });
    return { counts, symbols };
  }

  /** What deflate has packed (RFC 1950 and 1951), at once: browsers only offer it for later. */
  class Inflating {
    /** @param {Uint8Array} packed @param {Uint8Array} before what it was packed after */
    constructor(packed, before) {
      this.packed = packed;
      this.out = Array.from(before);
      this.begin = before.length;
      this.place = packed[1] & 32 ? 6 : 2; // behind the header of RFC 1950
      this.held = 0;
      this.bits = 0;
    }

    /** @param {number} number */
    take(number) {
      while (this.bits < number) {
        this.held |= this.packed[this.place++] << this.bits;
        this.bits += 8;
      }
      const value = this.held & ((1 << number) - 1);
      this.held >>>= number;
      this.bits -= number;
      return value;
    }

    /** @param {ReturnType<typeof codes>} table */
    symbol({ counts, symbols }) {
      let code = 0;
      let first = 0;
      let index = 0;
      for (let length = 1; length < 16; length += 1) {
        code |= this.take(1);
        const count = counts[length];
        if (code - count < first) return symbols[index + (code - first)];
        index += count;
        first = (first + count) << 1;
        code <<= 1;
      }
      throw new Error('no such code');
    }

    stored() {
      this.held = 0;
      this.bits = 0;
      const length = this.packed[this.place] | (this.packed[this.place + 1] << 8);
      this.place += 4;
      for (let at = 0; at < length; at += 1) this.out.push(this.packed[this.place++]);
    }

    /** @param {ReturnType<typeof codes>} literals @param {ReturnType<typeof codes>} distances */
    block(literals, distances) {
      const { out } = this;
      for (let each = this.symbol(literals); each !== 256; each = this.symbol(literals)) {
        if (each < 256) out.push(each);
        else {
          const length = LENGTHS[each - 257] + this.take(LENGTH_BITS[each - 257]);
          const code = this.symbol(distances);
          const more = code < 4 ? 0 : (code >> 1) - 1;
          const back = (code < 4 ? code + 1 : ((2 + (code & 1)) << more) + 1) + this.take(more);
          for (let at = 0; at < length; at += 1) out.push(out[out.length - back]);
        }
      }
    }

    fixed() {
      const lengths = Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8));
      this.block(codes(lengths), codes(new Array(30).fill(5)));
    }

    dynamic() {
      const [literals, distances, orders] = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
      const own = new Array(19).fill(0);
      for (let at = 0; at < orders; at += 1) own[ORDER[at]] = this.take(3);
      const table = codes(own);
      const lengths = /** @type {number[]} */ ([]);
      while (lengths.length < literals + distances) {
        const each = this.symbol(table);
        const times = each < 16 ? 1 : each === 16 ? 3 + this.take(2) : each === 17 ? 3 + this.take(3) : 11 + this.take(7);
        const value = each < 16 ? each : each === 16 ? lengths[lengths.length - 1] : 0;
        for (let at = 0; at < times; at += 1) lengths.push(value);
      }
      this.block(codes(lengths.slice(0, literals)), codes(lengths.slice(literals)));
    }

    all() {
      for (let last = 0; !last;) {
        last = this.take(1);
        const kind = this.take(2);
        if (kind === 0) this.stored();
        else if (kind === 1) this.fixed();
        else this.dynamic();
      }
      return Uint8Array.from(this.out.slice(this.begin));
    }
  }

  /** @param {Uint8Array} packed @param {Uint8Array} [before] */
  const inflated = (packed, before) => new Inflating(packed, before ?? new Uint8Array(0)).all();

  if (typeof module !== 'undefined') {
    module.exports = { inflated };
    return;
  }
  const source = document.getElementById('report-data');
  const name = `${source?.dataset.numbers}/folds`;
  const data = /** @type {any} */ (window).reportgenData;
  const packed = data?.[name];
  if (!packed) {
    if (source?.dataset.numbers) document.documentElement.classList.add('no-numbers'); // the page says so
    return;
  }
  delete data[name];
  const texts = packed.map((/** @type {[number, string]} */ [like, text]) => {
    const before = new TextEncoder().encode(TypicalFolds[like] ?? '').slice(-WINDOW);
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(inflated(bytes, before));
  });
  // The program wrote and escaped it as it did the rest of the page; no script in it would run.
  const parser = new DOMParser();
  const [charts, ...parts] = texts;
  data[`${source?.dataset.numbers}/charts`] = charts;
  for (const place of document.querySelectorAll('i.fold')) place.remove();
  // One part may hold the place of another.
  for (let place = next(); place; place = next()) {
    const part = parts[Number(place.dataset.fold)] ?? '';
    place.replaceWith(...Array.from(parser.parseFromString(`<body>${part}`, 'text/html').body.childNodes));
  }

  for (const place of document.querySelectorAll('i[data-icon]')) {
    place.replaceWith(icon(String(/** @type {HTMLElement} */ (place).dataset.icon)));
  }
  for (const place of document.querySelectorAll(':is(h1, h2, h3, h4, h5) > a:empty:not([href])')) {
    place.className = 'permalink';
    place.textContent = '#';
    place.setAttribute('href', `#${place.parentElement?.id.replace(/-title$/, '')}`);
  }
  for (const link of document.querySelectorAll('.permalink:not([aria-label])')) {
    const heading = (link.parentElement?.textContent ?? '').trim().replace(/\s*#$/, '');
    link.setAttribute('aria-label', `Link to: ${heading}`);
  }

  /** One of the icons that came with the folds, as the page of a run alone has it. @param {string} name */
  function icon(name) {
    const [made, use] = ['svg', 'use'].map((tag) => document.createElementNS('http://www.w3.org/2000/svg', tag));
    for (const [key, value] of Object.entries({ class: 'icon', width: 16, height: 16, 'aria-hidden': true })) made.setAttribute(key, String(value));
    use.setAttribute('href', `#icon-${name}`);
    made.append(use);
    return made;
  }

  /** @returns {HTMLElement|null} */
  function next() {
    return document.querySelector('template[data-fold]');
  }
})();
