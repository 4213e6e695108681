'use strict';

/**
 * What the table of very many runs computes: cells, order, which runs are left, bars of a brush.
 * Nothing here knows of the page: tests/scripts/ tries it in node.
 */
const ManyRows = (() => {
  const collator = new Intl.Collator(undefined, { numeric: true });

  /** A cell as the program writes it. @param {ManyColumn} column @param {number} run */
  function shown(column, run) {
    const value = column.values[run];
    if (value === null) return '–';
    if (column.kind === 'text') return column.words[value];
    return column.measured ? ReportMath.measured(value) : String(Number(value.toPrecision(6)));
  }

  /** @param {ManyRuns} runs @param {number} run */
  const sentenceOf = (runs, run) => runs.headlines.words[runs.headlines.values[run]] ?? '';

  /** @param {ManyRuns} runs @param {string} key @returns {ManyColumn|undefined} none of `name`, `state` and `why` */
  const columnOf = (runs, key) => runs.columns.find((column) => column.key === key);

  /**
   * One number a run to sort by, NaN where it is not told: the place of a name, the rank of a state.
   * @param {ManyRuns} runs @param {string} key
   */
  function keys(runs, key) {
    const { names } = runs;
    if (key === 'name') {
      const order = [...names.keys()].sort((a, b) => collator.compare(names[a], names[b]));
      const found = new Float64Array(names.length);
      order.forEach((run, at) => { found[run] = at; });
      return found;
    }
    if (key === 'state') return Float64Array.from(runs.states, (state) => runs.badges[state][2]);
    const values = key === 'why' ? runs.headlines.values : columnOf(runs, key)?.values ?? [];
    return Float64Array.from(values, (value) => value ?? NaN);
  }

  /**
   * Sorts runs in place; what is not told goes last either way, equals keep their order.
   * @param {number[]} some @param {Float64Array} by @param {number} direction 1 or -1
   */
  function sorted(some, by, direction) {
    return some.sort((a, b) => {
      const known = Number(Number.isNaN(by[a])) - Number(Number.isNaN(by[b]));
      return known || direction * (by[a] - by[b]) || 0;
    });
  }

  /**
   * Whether each value lies in the range of its column; a value that is not told lies in none.
   * @param {ManyRuns} runs @param {number} run
   * @param {Map<string, number[]|Set<number>>} ranges by column: numbers from and to, or a set of words
   */
  function inRanges(runs, run, ranges) {
    for (const [key, range] of ranges) {
      const value = columnOf(runs, key)?.values[run] ?? null;
      if (value === null) return false;
      if (range instanceof Set ? !range.has(value) : value < range[0] || value > range[1]) return false;
    }
    return true;
  }

  /** All that a search looks through, in small letters: name, state, headline and texts. @param {ManyRuns} runs @param {number} run */
  function textOf(runs, run) {
    const texts = runs.columns.filter((column) => column.kind === 'text').map((column) => shown(column, run));
    return [runs.names[run], runs.badges[runs.states[run]][1], sentenceOf(runs, run), ...texts].join(' ').toLowerCase();
  }

  /**
   * How many values lie in each of so many equal parts between the lowest and the highest.
   * @param {(number|null)[]} values @param {number} parts
   */
  function bars(values, parts) {
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const span = high - low || 1;
    /** @type {number[]} */
    const heights = new Array(parts).fill(0);
    for (const value of values) {
      if (value !== null) heights[Math.min(parts - 1, Math.floor(((value - low) / span) * parts))] += 1;
    }
    return { low, high, span, heights };
  }

  return { bars, columnOf, inRanges, keys, sentenceOf, shown, sorted, textOf };
})();
