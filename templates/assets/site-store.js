'use strict';

/**
 * All runs of a site in columns: numbers in typed arrays, texts as numbers of a list of words.
 *
 * @typedef {string|number|boolean|null} Word
 * @typedef {object} SiteColumn
 * @property {string} key
 * @property {string} title
 * @property {'plain'|'number'|'date'|'words'} kind
 * @property {ArrayLike<number>|string[]} values of a number, a date (seconds since 1970) or a name
 * @property {Word[]} words
 * @property {Uint16Array|Uint32Array|null} codes null: all runs have the one word
 * @property {string[]} [known] words that there may be, beside those that there are
 * @property {Object<string, string>} [labels] what the page calls some words
 * @property {boolean} [argument]
 *
 * @typedef {object} SiteStoreData
 * @property {number} count
 * @property {string[]} lower names in small letters
 * @property {SiteColumn[]} columns
 * @property {SiteColumn[]} searched columns whose words free words are looked for in
 * @property {(name: string) => SiteColumn[]} named
 * @property {(column: SiteColumn, run: number) => boolean} told
 * @property {() => string[]} keys
 * @property {(name: string) => boolean} knows whether a name is one of metrics, which not every site has
 * @property {string[]} ids
 * @property {Uint32Array} newest runs, the newest first
 */
const SiteStore = (() => {
  const TITLES = {
    name: 'Run', state: 'State', value: 'Main metric', model: 'Model', data: 'Data', fold: 'Fold', folder: 'Folder', best_epoch: 'Best epoch',
    epochs: 'Epochs', date: 'Date', task: 'Task', kind: 'Kind', verdict: 'Verdict', tags: 'Tags', note: 'Note', metric: 'Metric',
  };
  /** Texts that serve others, and are no columns to choose. */
  const INNER = new Set(['badge', 'dated', 'published']);
  const SEARCHED = ['state', 'badge', 'kind', 'task', 'model', 'data', 'fold', 'tags', 'note'];
  const ALIASES = {
    run: ['name'], tag: ['tags'], notes: ['note'], age: ['date'], best: ['best_epoch'], main: ['value'], 'main-metric': ['value'],
    map: 'mAP50-95', 'map50-95': 'mAP50-95', map50: 'mAP50', precision: 'precision', recall: 'recall',
    top1: ['metrics/accuracy_top1'], top5: ['metrics/accuracy_top5'],
  };
  const KINDS = ['run', 'search', 'validation'];
  /** Letters of the heads as metrics have them, that of the main metric first. */
  const HEADS = ['M', 'P', 'B'];

  /**
   * The store of these shards, in their order.
   * @param {any[]} shards as reportgen/output/site/shards.py writes them
   * @param {Object<string, [string, string, number]>} states verdict, words and place of each state
   * @returns {SiteStoreData}
   */
  function build(shards, states) {
    const count = shards.reduce((sum, shard) => sum + shard.count, 0);
    const names = /** @type {string[]} */ (shards.flatMap((shard) => shard.name));
    const columns = [
      plain('name', names), dateColumn(shards, count),
      ...keysOf(shards, 'texts').map((key) => coded(shards, count, key, (shard) => shard.texts[key])),
      coded(shards, count, 'tags', (shard) => shard.tags),
      ...keysOf(shards, 'numbers').map((key) => numbers(shards, count, key)),
      ...keysOf(shards, 'arguments').map((key) => ({ ...coded(shards, count, key, (shard) => shard.arguments[key]), argument: true })),
    ];
    const byKey = new Map(columns.map((column) => [column.key.toLowerCase(), column]));
    const state = byKey.get('state');
    if (state) {
      state.known = Object.keys(states);
      state.labels = Object.fromEntries(Object.entries(states).map(([name, [, words]]) => [name, words]));
    }
    const kind = byKey.get('kind');
    if (kind) kind.known = KINDS;
    const chosen = columns.filter(({ key }) => !INNER.has(key));
    return {
      count, columns,
      lower: names.map((name) => name.toLowerCase()),
      ids: /** @type {string[]} */ (shards.flatMap((shard) => shard.id.match(/.{8}/g) ?? [])),
      searched: SEARCHED.flatMap((key) => byKey.get(key) ?? []),
      named: (name) => named(name.toLowerCase(), byKey),
      told,
      knows: (name) => typeof ALIASES[/** @type {keyof typeof ALIASES} */ (name.toLowerCase().replace(/^(box|mask|pose)\./, ''))] === 'string',
      keys: () => [...chosen.map(({ key }) => key), ...Object.keys(ALIASES)],
      newest: newestFirst(count, byKey),
    };
  }

  /** @param {any[]} shards @param {string} part */
  const keysOf = (shards, part) => [...new Set(shards.flatMap((shard) => Object.keys(shard[part])))];

  /** @param {string} key */
  const titleOf = (key) => TITLES[/** @type {keyof typeof TITLES} */ (key)] ?? key.replace(/^metrics\//, '');

  /** @param {string} key @param {string[]} values @returns {SiteColumn} */
  const plain = (key, values) => ({ key, title: titleOf(key), kind: 'plain', values, words: [], codes: null });

  /** @param {any[]} shards @param {number} count @returns {SiteColumn} */
  function dateColumn(shards, count) {
    const values = new Float64Array(count);
    let at = 0;
    for (const shard of shards) for (const date of shard.date) values[at++] = date ? Date.parse(`${date}Z`) / 1000 : NaN;
    return { key: 'date', title: titleOf('date'), kind: 'date', values, words: [], codes: null };
  }

  /** @param {any[]} shards @param {number} count @param {string} key @returns {SiteColumn} */
  function numbers(shards, count, key) {
    const values = new Float64Array(count).fill(NaN);
    let at = 0;
    for (const shard of shards) {
      const own = shard.numbers[key] ?? null;
      const told = own?.of ? shard.numbers[own.of] ?? null : own;
      if (Array.isArray(told)) told.forEach((value, place) => { if (value !== null) values[at + place] = value; });
      else if (told !== null) values.fill(told, at, at + shard.count);
      at += shard.count;
    }
    return { key, title: titleOf(key), kind: 'number', values, words: [], codes: null };
  }

  /**
   * @param {any[]} shards
   * @param {number} count
   * @param {string} key
   * @param {(shard: any) => {words: Word[], codes?: string|number[]}|undefined} part
   * @returns {SiteColumn}
   */
  function coded(shards, count, key, part) {
    /** @type {Map<Word, number>} */
    const places = new Map();
    const place = (/** @type {Word} */ word) => {
      if (!places.has(word)) places.set(word, places.size);
      return /** @type {number} */ (places.get(word));
    };
    const told = shards.map((shard) => part(shard) ?? { words: [null] });
    const own = told.map(({ words }) => words.map(place));
    const words = [...places.keys()];
    const column = { key, title: titleOf(key), kind: /** @type {const} */ ('words'), values: [], words };
    if (words.length === 1) return { ...column, codes: null };
    const codes = words.length < 65_536 ? new Uint16Array(count) : new Uint32Array(count);
    let at = 0;
    told.forEach((each, index) => {
      const size = shards[index].count;
      // Of few words a letter each, of many a number each.
      const list = typeof each.codes === 'string' ? Array.from(each.codes, (letter) => parseInt(letter, 36)) : each.codes;
      if (list) list.forEach((code, run) => { codes[at + run] = own[index][code]; });
      else codes.fill(own[index][0], at, at + size);
      at += size;
    });
    return { ...column, codes };
  }

  /**
   * The columns that a name means; of several a run's first that is told counts.
   * @param {string} name
   * @param {Map<string, SiteColumn>} byKey
   * @returns {SiteColumn[]}
   */
  function named(name, byKey) {
    const own = byKey.get(name);
    if (own) return [own];
    const [head, metric] = name.includes('.') ? name.split('.', 2) : ['', name];
    const meant = ALIASES[/** @type {keyof typeof ALIASES} */ (metric)];
    const heads = { '': HEADS, box: ['B'], mask: ['M'], pose: ['P'] }[head] ?? [];
    if (typeof meant === 'string') return heads.flatMap((letter) => byKey.get(`metrics/${meant}(${letter})`.toLowerCase()) ?? []);
    if (meant && !head) return meant.flatMap((key) => byKey.get(key) ?? []);
    return byKey.has(`metrics/${name}`) ? [/** @type {SiteColumn} */ (byKey.get(`metrics/${name}`))] : [];
  }

  /** The word of a run, or null. @param {SiteColumn} column @param {number} run @returns {Word} */
  const wordOf = ({ words, codes }, run) => words[codes ? codes[run] : 0] ?? null;

  /** Whether a run tells a column. @param {SiteColumn} column @param {number} run */
  function told(column, run) {
    if (column.kind === 'words') return wordOf(column, run) !== null;
    return column.kind === 'plain' || !Number.isNaN(column.values[run]);
  }

  // ---- order ----------------------------------------------------------------------------------

  /** Numbers in a text in one width, so that run 9 stands before run 10. @param {string} text */
  const natural = (text) => text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, '0'));

  /** The place of each text among all. @param {string[]} texts @returns {Float64Array} */
  function ranked(texts) {
    const keys = texts.map(natural);
    const order = Uint32Array.from(keys.keys()).sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0));
    const ranks = new Float64Array(texts.length);
    let rank = 0;
    order.forEach((text, at) => {
      if (at && keys[text] !== keys[order[at - 1]]) rank = at;
      ranks[text] = rank;
    });
    return ranks;
  }

  /** One number a run to sort by, NaN where it is not told. @param {SiteColumn} column @returns {ArrayLike<number>} */
  function sortKeys(column) {
    if (column.kind === 'plain') return ranked(/** @type {string[]} */ (column.values));
    if (column.kind !== 'words') return /** @type {ArrayLike<number>} */ (column.values);
    const { codes } = column;
    const ranks = wordRanks(column);
    return codes ? Float64Array.from(codes, (code) => ranks[code]) : [];
  }

  /** The place of each word: numbers by size, then texts, then what is not told. @param {SiteColumn} column */
  function wordRanks({ key, words, known }) {
    if (key === 'state' && known) return words.map((word) => (word === null ? NaN : known.indexOf(String(word))));
    const asNumber = words.map((word) => (key === 'epochs' ? parseInt(String(word), 10) : typeof word === 'string' ? Number(word || NaN) : Number(word)));
    const texts = ranked(words.map(String));
    const highest = asNumber.reduce((most, value) => (value > most && value < Infinity ? value : most), 0);
    return words.map((word, at) => (word === null ? NaN : Number.isNaN(asNumber[at]) ? highest + 1 + texts[at] : asNumber[at]));
  }

  /**
   * Runs in the order of a column; those that do not tell it come last either way, equals as before.
   * @param {ArrayLike<number>} runs
   * @param {ArrayLike<number>} keys
   * @param {1|-1} direction
   * @returns {Uint32Array}
   */
  function sorted(runs, keys, direction) {
    if (!keys.length) return Uint32Array.from(runs);
    const known = Uint32Array.from(runs).filter((run) => !Number.isNaN(keys[run]));
    known.sort((a, b) => direction * (keys[a] - keys[b]));
    const all = new Uint32Array(runs.length);
    all.set(known);
    all.set(Uint32Array.from(runs).filter((run) => Number.isNaN(keys[run])), known.length);
    return all;
  }

  /** As the page has them without scripts. @param {number} count @param {Map<string, SiteColumn>} byKey */
  function newestFirst(count, byKey) {
    const dates = /** @type {ArrayLike<number>} */ (byKey.get('date')?.values ?? []);
    const published = byKey.get('published');
    const all = Uint32Array.from({ length: count }, (_, run) => run);
    const came = published ? sorted(all, sortKeys(published), -1) : all;
    return sorted(came, dates, -1);
  }

  /**
   * Runs by the words of a column, in the order of the first of each.
   * @param {ArrayLike<number>} runs
   * @param {SiteColumn} column
   * @returns {{word: Word, runs: number[]}[]}
   */
  function grouped(runs, column) {
    /** @type {Map<Word, number[]>} */
    const groups = new Map();
    for (const run of Array.from(runs)) {
      const word = wordOf(column, run);
      const group = groups.get(word);
      if (group) group.push(run);
      else groups.set(word, [run]);
    }
    return [...groups].map(([word, members]) => ({ word, runs: members }));
  }

  // ---- words ----------------------------------------------------------------------------------

  /** A cell in full, for a table to take away; empty where it is not told. @param {SiteColumn} column @param {number} run */
  function full(column, run) {
    if (!told(column, run)) return '';
    if (column.kind === 'plain') return /** @type {string[]} */ (column.values)[run];
    if (column.kind === 'words') return String(wordOf(column, run));
    const value = /** @type {ArrayLike<number>} */ (column.values)[run];
    if (column.kind === 'date') return new Date(value * 1000).toISOString().slice(0, 19);
    return String(Number(value.toPrecision(6)));
  }

  /**
   * A table to take away; texts that a spreadsheet would run are made text (`ReportMath.csvCell`).
   * @param {ArrayLike<number>} runs
   * @param {SiteColumn[]} columns
   * @param {(column: SiteColumn, run: number) => string} cell
   */
  function csv(runs, columns, cell) {
    const { csvCell } = ReportMath;
    const one = (/** @type {SiteColumn} */ column, /** @type {number} */ run) => {
      const text = cell(column, run);
      const word = column.kind === 'words' ? wordOf(column, run) : 0;
      return column.kind === 'number' || (typeof word === 'number' && column.kind === 'words') ? text : csvCell(text);
    };
    const lines = [columns.map(({ title }) => csvCell(title)), ...Array.from(runs, (run) => columns.map((column) => one(column, run)))];
    return lines.map((line) => `${line.join(',')}\r\n`).join('');
  }

  return { ALIASES, INNER, build, csv, full, grouped, sortKeys, sorted, told, wordOf };
})();

if (typeof module !== 'undefined') module.exports = SiteStore;
