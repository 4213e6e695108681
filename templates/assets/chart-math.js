'use strict';

/**
 * What charts compute: medians, ticks, ranges, places of labels, rows of a csv. Nothing here knows
 * of the page: tests/scripts/ tries it in node, beside what Python computes as well.
 */
const ReportMath = (() => {
  /** Pixels that the number of an epoch needs on the axis. */
  const TICK_WIDTH = 56;
  const LABEL_GAP = 6;
  /** Standard deviations either way that hold 95 %. */
  const Z = 1.96;
  const EPOCH_STEPS = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000];
  /** Units of a time axis: the largest that leaves at least two of it in view. */
  const UNITS = [
    { name: 'days', short: 'd', seconds: 86400 },
    { name: 'hours', short: 'h', seconds: 3600 },
    { name: 'minutes', short: 'min', seconds: 60 },
    { name: 'seconds', short: 's', seconds: 1 },
  ];

  /**
   * Centred median over `size` epochs: no lag, so a turn stays at its epoch, and single outliers
   * vanish. Towards both ends the window narrows; gaps stay gaps.
   * @param {(number|null)[]} values
   * @param {number} size odd
   * @returns {(number|null)[]}
   */
  function smoothed(values, size) {
    return values.map((value, index) => {
      if (value === null) return null;
      const half = Math.min((size - 1) / 2, index, values.length - 1 - index);
      const near = known(values.slice(index - half, index + half + 1)).sort((a, b) => a - b);
      const middle = near.length >> 1;
      return near.length % 2 ? near[middle] : (near[middle - 1] + near[middle]) / 2;
    });
  }

  /**
   * The values that are no gaps.
   * @param {(number|null)[]} values
   * @returns {number[]}
   */
  const known = (values) => /** @type {number[]} */ (values.filter((value) => value !== null));

  /**
   * Up to 9 digits: those of the csv, without the noise in the last ones of a sum.
   * @param {number|null} value
   */
  const digits = (value) => (value === null ? '' : String(Number(value.toPrecision(9))));

  /** A metric or a loss as the program writes it: three digits. @param {number} value */
  function measured(value) {
    const size = Math.abs(value);
    if (size === 0) return '0';
    if (size >= 1e6 || size < 1e-4) return value.toExponential(2).replace('e+', 'e');
    return size >= 999.5 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
  }

  /**
   * Numbers that stand under each other with their points in one line: figure spaces fill up.
   * @param {string[]} texts
   */
  function aligned(texts) {
    const decimals = (/** @type {string} */ text) => (/^-?\d+(\.\d*)?$/.test(text) ? (text.split('.')[1]?.length ?? -1) : null);
    const longest = Math.max(-1, ...texts.map((text) => decimals(text) ?? -1));
    return texts.map((text) => {
      const has = decimals(text);
      if (has === null || has === longest) return text;
      return text + (has < 0 ? '\u2008' : '') + '\u2007'.repeat(longest - Math.max(has, 0));
    });
  }

  /**
   * Positions near `wanted`, at least `gap` apart, from `low` to `high`; as
   * reportgen/figure/svg/place.py does it.
   * @param {number[]} wanted
   * @param {number} gap
   * @param {number} low
   * @param {number} high
   */
  function spread(wanted, gap, low, high) {
    const fitting = Math.min(gap, (high - low) / Math.max(wanted.length - 1, 1));
    const order = wanted.map((_, index) => index).sort((a, b) => wanted[a] - wanted[b]);
    /** @type {number[]} */
    const placed = [];
    let last = low - fitting;
    for (const index of order) last = placed[index] = Math.max(wanted[index], last + fitting, low);
    let limit = high;
    for (const index of order.reverse()) {
      placed[index] = Math.min(placed[index], limit);
      limit = placed[index] - fitting;
    }
    return placed;
  }

  /**
   * @typedef {{at: number, left: number, right: number, towardsLeft?: boolean, row?: number}} Flag
   * A label and the line that it hangs on.
   */

  /**
   * Flags with the row of each, 0 nearest to the plot: none covers another, and no line runs
   * through a label on its way up; as reportgen/figure/svg/place.py does it.
   * @template {Flag} F
   * @param {F[]} flags
   * @returns {(F & {row: number})[]}
   */
  function stacked(flags) {
    const leans = (/** @type {Flag} */ flag) => Number(Boolean(flag.towardsLeft));
    const outwards = (/** @type {Flag} */ a, /** @type {Flag} */ b) =>
      leans(a) - leans(b) || (a.towardsLeft ? a.at - b.at : b.at - a.at);
    const all = /** @type {(F & {row: number})[]} */ (flags);
    /** @type {(F & {row: number})[]} */
    const done = [];
    for (const flag of [...all].sort(outwards)) {
      const last = Math.max(-1, ...done.map(({ row }) => row)) + 1;
      flag.row = 0;
      while (flag.row < last && !done.every((other) => apart(flag, other))) flag.row += 1;
      done.push(flag);
    }
    return all;
  }

  /**
   * @param {Flag & {row: number}} flag
   * @param {Flag & {row: number}} other
   */
  function apart(flag, other) {
    if (flag.row === other.row) {
      return flag.left >= other.right + LABEL_GAP || other.left >= flag.right + LABEL_GAP;
    }
    const [upper, lower] = flag.row > other.row ? [flag, other] : [other, flag];
    return upper.at <= lower.left || upper.at >= lower.right;
  }

  /**
   * Whole epochs only: multiples of a round step, and the first epoch of the run.
   * @param {number} x0
   * @param {number} x1
   * @param {number} width of the axis in pixels
   */
  function epochTicks(x0, x1, width) {
    const most = Math.max(2, Math.floor(width / TICK_WIDTH));
    const step = EPOCH_STEPS.find((size) => (x1 - x0) / size <= most) ?? 100000;
    const ticks = x0 < 1 && x1 >= 1 ? [1] : [];
    const from = ticks.length ? 1 + step * 0.6 : x0;
    for (let at = Math.ceil(from / step) * step; at <= x1; at += step) ticks.push(at);
    return ticks;
  }

  /**
   * Multiples of 1, 2 or 5 times a power of ten, about `most` of them.
   * @param {number} low
   * @param {number} high
   * @param {number} most
   */
  function roundTicks(low, high, most) {
    const rough = (high - low) / Math.max(most, 1);
    if (!(rough > 0)) return [low];
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
    const ticks = [];
    for (let at = Math.ceil(low / step - 1e-9); at * step <= high + step * 1e-9; at += 1) ticks.push(at * step);
    return ticks.map((tick) => Number(tick.toPrecision(12)));
  }

  /**
   * The unit that a time axis is told in.
   * @param {number} seconds the longest time on it
   */
  const timeUnit = (seconds) => UNITS.find((unit) => seconds >= 2 * unit.seconds) ?? UNITS[UNITS.length - 1];

  /**
   * Ticks of a logarithmic axis, at 1, 2 and 5 of each decade; more where few decades are in view.
   * @param {number[]} range its ends as powers of ten
   */
  function logTicks(range) {
    const decades = range[1] - range[0];
    const factors = decades > 4 ? [1] : decades > 0.5 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9];
    const every = Math.max(1, Math.ceil(decades / 8));
    const ticks = [];
    for (let power = Math.floor(range[0]); power <= range[1]; power += 1) {
      if (power % every === 0) ticks.push(...factors.map((factor) => factor * 10 ** power));
    }
    return ticks;
  }

  /**
   * The values of a line from x0 to x1.
   * @param {number[]} x
   * @param {(number|null)[]} y
   * @param {number} x0
   * @param {number} x1
   */
  const inView = (x, y, x0, x1) => known(y.filter((_, index) => x[index] >= x0 && x[index] <= x1));

  /**
   * A range that holds all values, with a little room at both ends; null where there is none.
   * @param {number[]} values
   * @returns {[number, number]|null}
   */
  function fitted(values) {
    if (!values.length) return null;
    const low = values.reduce((least, value) => Math.min(least, value), Infinity);
    const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
    const room = (high - low || Math.abs(high) || 1) * 0.05;
    return [low - room, high + room];
  }

  /**
   * What a line tells at a place: the index of its point there, or why it tells nothing.
   * On a time axis it is the last point until then.
   * @param {number[]} x increasing
   * @param {(number|null)[]} y
   * @param {number} at
   * @param {boolean} exact whether only a point just there counts
   * @returns {{index: number}|{ended: number}|{gap: true}}
   */
  function pointAt(x, y, at, exact) {
    const last = y.findLastIndex((value) => value !== null);
    if (last >= 0 && at > x[last]) return { ended: last };
    const index = exact ? x.indexOf(at) : x.findLastIndex((place) => place <= at);
    return index < 0 || y[index] === null ? { gap: true } : { index };
  }

  /**
   * The place among `places` that is nearest to `wanted`.
   * @param {number[]} places increasing
   * @param {number} wanted
   */
  const nearest = (places, wanted) => places.reduce((best, place) =>
    (Math.abs(place - wanted) < Math.abs(best - wanted) ? place : best), places[0]);

  /**
   * Where a spreadsheet would find a formula: at the start, and behind each sign at which those of
   * other countries split a line, in quotes or not. A number alone is none; one that goes on is.
   */
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
   * One row an epoch; a line's own column name where it has one.
   * @param {string} first title of the first column
   * @param {{x: number[], y: (number|null)[], column: string}[]} lines
   */
  function csvOf(first, lines) {
    const epochs = [...new Set(lines.flatMap(({ x }) => x))].sort((a, b) => a - b);
    const columns = lines.map(({ x, y }) => new Map(x.map((epoch, index) => [epoch, y[index]])));
    const rows = epochs.map((epoch) =>
      [epoch, ...columns.map((values) => digits(values.get(epoch) ?? null))].join(','));
    const header = [first, ...lines.map(({ column }) => csvCell(column))].join(',');
    return `${[header, ...rows].join('\r\n')}\r\n`;
  }

  /**
   * Thousandths in base 36, two characters each; "--" is a gap, and NaN.
   * @param {string} text
   */
  const decoded = (text) => Float64Array.from({ length: text.length / 2 }, (_, index) => {
    const pair = text.slice(2 * index, 2 * index + 2);
    return pair === '--' ? NaN : parseInt(pair, 36) / 1000;
  });

  /**
   * The value of an evenly spaced curve anywhere, between its two neighbours; NaN beside a gap.
   * @param {Float64Array|undefined} values
   * @param {number} x from 0 to 1
   */
  function valueAt(values, x) {
    if (!values?.length) return NaN;
    const place = x * (values.length - 1);
    const left = Math.min(Math.floor(place), values.length - 2);
    const share = place - left;
    return share === 0 ? values[left] : values[left] * (1 - share) + values[left + 1] * share;
  }

  /**
   * Whole per cent; of halves the even one, as the program rounds what it multiplies alike.
   * @param {number} share
   */
  function wholePercent(share) {
    const value = 100 * share;
    const rounded = Math.round(value);
    return value % 1 === 0.5 && rounded % 2 ? rounded - 1 : rounded;
  }

  /**
   * Wilson's interval of a share at 95 %; as reportgen/anatomy/interval.py does it.
   * @param {number} part
   * @param {number} whole
   * @returns {[number, number]}
   */
  function wilson(part, whole) {
    const share = part / whole;
    const width = (Z * Z) / whole;
    const middle = (share + width / 2) / (1 + width);
    const half = (Z / (1 + width)) * Math.sqrt((share * (1 - share)) / whole + width / 4 / whole);
    return [Math.max(0, middle - half), Math.min(1, middle + half)];
  }

  return {
    aligned, csvCell, csvOf, decoded, digits, epochTicks, fitted, inView, known, logTicks, measured, nearest,
    pointAt, roundTicks, smoothed, spread, stacked, timeUnit, valueAt, wholePercent, wilson,
  };
})();

if (typeof module !== 'undefined') module.exports = ReportMath;
