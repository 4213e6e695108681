'use strict';

/**
 * The language of the search box: free words, "quoted words", `key:part`, `imgsz=640`, `lr0>0.01`,
 * `-` before any of them for what is not wanted. All of them must hold.
 *
 * @typedef {{negated: boolean, key: string|null, op: string, value: string}} Term
 * @typedef {(run: number) => boolean} Test
 */
const SiteQuery = (() => {
  const OPERATOR = /^([A-Za-z_][\w./()@-]*)(<=|>=|!=|=|<|>|:)/;
  /** Signs that may have blanks beside them: `lr0 > 0.01`. */
  const SIGN = /^(<=|>=|!=|=|<|>)/;
  const SIGNED = /^-?[A-Za-z_][\w./()@-]*(<=|>=|!=|=|<|>)$/;
  const ORDERED = new Set(['<', '>', '<=', '>=']);
  const AGE = /^(\d+(?:\.\d+)?)([hdwmy])$/i;
  /** Days of a unit of age. */
  const UNITS = { h: 1 / 24, d: 1, w: 7, m: 30, y: 365 };
  const DATE = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/;
  /** Columns of few known words: a word that is none of them is a slip. */
  const CLOSED = new Set(['state', 'kind', 'verdict', 'task']);

  /** What is wrong with a query, in a sentence. */
  class Wrong extends Error {}

  // ---- reading --------------------------------------------------------------------------------

  /**
   * The pieces between blanks; what is quoted stays together.
   * @param {string} text
   * @returns {{text: string, from: number}[]} without quotes; `from`: where the first quote began
   */
  function pieces(text) {
    const found = [];
    let piece = '';
    let from = Infinity;
    let quoted = false;
    for (const letter of `${text} `) {
      if (letter === '"') {
        from = Math.min(from, piece.length);
        quoted = !quoted;
      } else if (/\s/.test(letter) && !quoted) {
        if (piece || from < Infinity) found.push({ text: piece, from });
        piece = '';
        from = Infinity;
      } else piece += letter;
    }
    if (quoted) throw new Wrong(`A quote is not closed: "${piece.slice(from).trim()}.`);
    return joined(found);
  }

  /**
   * Pieces that a sign belongs to are one, whatever blanks stand beside it.
   * @param {{text: string, from: number}[]} apart
   */
  function joined(apart) {
    const found = /** @type {{text: string, from: number}[]} */ ([]);
    for (const { text, from } of apart) {
      const last = found.at(-1);
      const goesOn = last && last.from === Infinity && ((from > 0 && SIGN.test(text)) || SIGNED.test(last.text));
      if (goesOn) found.splice(-1, 1, { text: last.text + text, from: last.text.length + from });
      else found.push({ text, from });
    }
    return found;
  }

  /**
   * The terms of a query. Throws `Wrong` where it cannot be read.
   * @param {string} text
   * @returns {Term[]}
   */
  function parse(text) {
    return pieces(text).map((piece) => {
      const negated = piece.text.startsWith('-') && piece.from > 0 && !/^-[\d.]/.test(piece.text);
      const rest = negated ? piece.text.slice(1) : piece.text;
      const found = OPERATOR.exec(rest);
      const shift = negated ? 1 : 0;
      // What stands in quotes as a whole is words, whatever signs it holds.
      if (!found || piece.from < found[0].length + shift) {
        if (negated && !rest) throw new Wrong('Nothing follows the -: write -word.');
        return { negated, key: null, op: ':', value: rest };
      }
      const value = rest.slice(found[0].length);
      if (!value) throw new Wrong(`${found[0]} needs a value, such as ${found[0]}${found[2] === ':' ? 'word' : '1'}.`);
      return { negated, key: found[1], op: found[2], value };
    });
  }

  // ---- what a term means ----------------------------------------------------------------------

  /**
   * Whether a run fits all terms. Throws `Wrong` for columns and values that make no sense.
   * @param {Term[]} terms
   * @param {SiteStoreData} store
   * @param {number} [now] milliseconds since 1970
   * @returns {Test}
   */
  function compile(terms, store, now = Date.now()) {
    const tests = terms.map((term) => {
      const test = term.key === null ? anywhere(term.value, store) : inColumn(term, store, now);
      return term.negated ? (/** @type {number} */ run) => !test(run) : test;
    });
    return (run) => tests.every((test) => test(run));
  }

  /**
   * A word in what a run is called and known by.
   * @param {string} word
   * @param {SiteStoreData} store
   * @returns {Test}
   */
  function anywhere(word, store) {
    const wanted = word.toLowerCase();
    const { lower } = store;
    const tests = store.searched.map((column) => byWord(column, (text) => String(text).toLowerCase().includes(wanted)));
    return (run) => lower[run].includes(wanted) || tests.some((test) => test(run));
  }

  /** @param {Term} term @param {SiteStoreData} store @param {number} now @returns {Test} */
  function inColumn(term, store, now) {
    const key = /** @type {string} */ (term.key);
    const columns = store.named(key);
    if (!columns.length && !store.knows(key)) throw new Wrong(unknown(key, store));
    const tests = columns.map((column) => ofColumn(column, term, store, now));
    if (tests.length === 1) return tests[0];
    if (!tests.length) return () => false; // a metric that no run has
    // One name for several columns, such as map of boxes and of masks: the first that a run tells.
    return (run) => {
      const place = columns.findIndex((column) => store.told(column, run));
      return place >= 0 && tests[place](run);
    };
  }

  /** @param {SiteColumn} column @param {Term} term @param {SiteStoreData} store @param {number} now @returns {Test} */
  function ofColumn(column, term, store, now) {
    if (column.kind === 'date') return term.key?.toLowerCase() === 'age' ? ofAge(column, term, now) : ofDate(column, term);
    if (column.kind === 'number') return ofNumber(column, term);
    if (column.kind === 'plain') return ofName(column, term);
    return ofWords(column, term);
  }

  /** @param {SiteColumn} column @param {Term} term @returns {Test} */
  function ofName({ values }, { op, value, key }) {
    if (ORDERED.has(op)) throw new Wrong(`${key} is text, which has no order: use : or =.`);
    const wanted = value.toLowerCase();
    const names = /** @type {string[]} */ (values);
    if (op === ':') return (run) => names[run].toLowerCase().includes(wanted);
    return (run) => (names[run].toLowerCase() === wanted) === (op === '=');
  }

  /** @param {string} value @param {string|null} key */
  function numberOf(value, key) {
    const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value) ? Number(value) : NaN;
    if (Number.isNaN(number)) throw new Wrong(`${key} is compared with a number, which “${value}” is not.`);
    return number;
  }

  /** @param {number} a @param {string} op @param {number} b; false where `a` is not known */
  function holds(a, op, b) {
    if (Number.isNaN(a)) return false;
    if (op === '<') return a < b;
    if (op === '>') return a > b;
    if (op === '<=') return a <= b;
    if (op === '>=') return a >= b;
    return op === '!=' ? a !== b : a === b;
  }

  /** @param {SiteColumn} column @param {Term} term @returns {Test} */
  function ofNumber({ values }, { op, value, key }) {
    const numbers = /** @type {Float64Array} */ (values);
    const wanted = numberOf(value, key);
    return (run) => holds(numbers[run], op, wanted);
  }

  /** @param {SiteColumn} column @param {Term} term @returns {Test} */
  function ofDate({ values }, { op, value }) {
    const [from, to] = span(value);
    const dates = /** @type {Float64Array} */ (values);
    return (run) => {
      const at = dates[run];
      if (Number.isNaN(at)) return false;
      if (op === '<') return at < from;
      if (op === '<=') return at < to;
      if (op === '>') return at >= to;
      if (op === '>=') return at >= from;
      return (at >= from && at < to) === (op !== '!=');
    };
  }

  /**
   * The first second of a year, a month or a day, and the one after its last.
   * @param {string} text
   * @returns {[number, number]}
   */
  function span(text) {
    const found = DATE.exec(text);
    const [year, month, day] = (found ?? []).slice(1).map((part) => (part === undefined ? undefined : Number(part)));
    const real = found && (month ?? 1) >= 1 && (month ?? 1) <= 12 && (day ?? 1) >= 1 && (day ?? 1) <= 31;
    if (!real || year === undefined) throw new Wrong(`“${text}” is not a date: write 2026, 2026-10 or 2026-10-31.`);
    const from = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
    const to = day !== undefined ? from + 86_400_000 : month !== undefined ? Date.UTC(year, month, 1) : Date.UTC(year + 1, 0, 1);
    return [from / 1000, to / 1000];
  }

  /** @param {SiteColumn} column @param {Term} term @param {number} now @returns {Test} */
  function ofAge({ values }, { op, value }, now) {
    const found = AGE.exec(value);
    if (!found) throw new Wrong(`“${value}” is not an age: write 12h, 30d, 4w, 6m or 1y.`);
    const days = Number(found[1]) * UNITS[/** @type {keyof typeof UNITS} */ (found[2].toLowerCase())];
    const dates = /** @type {Float64Array} */ (values);
    return (run) => holds((now / 1000 - dates[run]) / 86_400, op === ':' ? '<=' : op, days);
  }

  /**
   * A test that is made once for each word of a column, and looked up for each run.
   * @param {SiteColumn} column
   * @param {(word: string|number|boolean) => boolean} test
   * @returns {Test}
   */
  function byWord({ words, codes }, test) {
    const fits = words.map((word) => word !== null && test(word));
    return (run) => fits[codes ? codes[run] : 0];
  }

  /** @param {SiteColumn} column @param {Term} term @returns {Test} */
  function ofWords(column, { op, value, key }) {
    if (ORDERED.has(op)) {
      const wanted = numberOf(value, key);
      return byWord(column, (word) => holds(asNumber(column, word), op, wanted));
    }
    const wanted = value.toLowerCase();
    const number = Number(value);
    const equal = (/** @type {string|number|boolean} */ word) =>
      (typeof word === 'number' ? word === number : called(column, word).includes(wanted))
      || (column.key === 'epochs' && asNumber(column, word) === number);
    if (column.key === 'tags') {
      const has = (/** @type {string|number|boolean} */ word) => String(word).toLowerCase().split(' ').includes(wanted);
      return byWord(column, (word) => has(word) === (op !== '!='));
    }
    if (op === '=' || op === '!=') return byWord(column, (word) => equal(word) === (op === '='));
    checkClosed(column, value);
    return byWord(column, (word) => (typeof word === 'string' ? called(column, word).some((name) => name.includes(wanted)) : equal(word)));
  }

  /** A word, and what the page calls it, in small letters. @param {SiteColumn} column @param {string|number|boolean} word */
  const called = ({ labels }, word) => [String(word), labels?.[String(word)] ?? String(word)].map((name) => name.toLowerCase());

  /** The number that a word begins with (of epochs), or is. @param {SiteColumn} column @param {string|number|boolean} word */
  function asNumber(column, word) {
    if (typeof word === 'number') return word;
    if (typeof word !== 'string') return NaN;
    return column.key === 'epochs' ? parseInt(word, 10) : word.trim() === '' ? NaN : Number(word);
  }

  /** @param {SiteColumn} column @param {string} value */
  function checkClosed(column, value) {
    const known = column.known ?? column.words.filter((word) => word !== null).map(String);
    const wanted = value.toLowerCase();
    if (!CLOSED.has(column.key) || known.some((word) => called(column, word).some((name) => name.includes(wanted)))) return;
    const near = nearest(value, known);
    const names = known.map((word) => column.labels?.[word] ?? word);
    throw new Wrong(`No ${column.key} is called “${value}”. ${near ? `Perhaps ${near}?` : `There is ${names.join(' · ')}.`}`);
  }

  // ---- slips ----------------------------------------------------------------------------------

  /** @param {string} key @param {SiteStoreData} store */
  function unknown(key, store) {
    const near = nearest(key, store.keys());
    const help = near ? `Perhaps ${near}?` : '“Columns” lists them; put words that hold = : < or > in quotes.';
    return `No column is called “${key}”. ${help}`;
  }

  /**
   * The word that differs least, where few letters do.
   * @param {string} word
   * @param {string[]} known
   */
  function nearest(word, known) {
    const wanted = word.toLowerCase();
    const most = Math.max(1, Math.floor(wanted.length / 3));
    let best = '';
    let least = most + 1;
    for (const each of known) {
      const steps = Math.abs(each.length - wanted.length) > most ? Infinity : distance(wanted, each.toLowerCase());
      if (steps < least) [best, least] = [each, steps];
    }
    return best;
  }

  /** Letters to change, add, leave out, or swap with the next. @param {string} a @param {string} b */
  function distance(a, b) {
    const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
    for (let i = 1; i <= a.length; i += 1) {
      rows.push([i]);
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, rows[i - 2][j - 2] + 1);
        rows[i].push(least);
      }
    }
    return rows[a.length][b.length];
  }

  return { Wrong, compile, parse, span };
})();

if (typeof module !== 'undefined') module.exports = SiteQuery;
