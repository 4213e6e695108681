'use strict';

/**
 * Which of the chosen runs continue others, and how many epochs later their curves lie: as
 * reportgen/comparison/lineage/continuations.py tells it, where it is beyond doubt.
 *
 * @typedef {{from: string, file: string, bare: boolean, own: string, project: string, best: number|null, last: number, first: number[], ends: [number, number[]][]}} Left
 * @typedef {{of: number, epoch: number}} GoesOn
 */
const SiteGoesOn = (() => {
  /** Metrics nearer than this are equal, as far as results.csv writes them. */
  const SAME = 1e-4;
  /** Share of the other's end that a run begins within, where its model is somebody's best.pt. */
  const NEAR = 0.1;

  /** @param {number[]} one @param {number[]} other @param {number} by */
  const within = (one, other, by) => one.length === other.length && one.every((value, at) => Math.abs(value - other[at]) <= by);

  /** The epoch that a run wrote these weights after; files by epoch are counted from 0. @param {Left} left @param {string} file */
  function saved({ best, last }, file) {
    if (file === 'best.pt') return best ?? last;
    return file === 'last.pt' ? last : Math.min(Number(file.slice(5, -3)) + 1, last);
  }

  /** Whether both lie in projects that are known, and not in the same one. @param {Left} one @param {Left} other */
  const elsewhere = (one, other) => Boolean(one.project && other.project && one.project !== other.project);

  /**
   * The one run whose folder the weights of another name.
   * @param {number} run @param {(Left|undefined)[]} told @returns {GoesOn|null}
   */
  function byWeights(run, told) {
    const mine = told[run];
    if (!mine?.from || mine.from === mine.own) return null; // a resume in place names its own
    const found = told.flatMap((left, at) => (left && at !== run && left.own === mine.from && !elsewhere(left, mine) ? [at] : []));
    if (found.length !== 1) return null;
    const [of] = found;
    return { of, epoch: saved(/** @type {Left} */ (told[of]), mine.file) };
  }

  /**
   * The run at whose end another begins.
   * @param {number} run @param {(Left|undefined)[]} told @param {boolean} fromStart @returns {GoesOn|null}
   */
  function byMetrics(run, told, fromStart) {
    const first = told[run]?.first ?? [];
    if (!first.length || !fromStart) return null;
    for (const [of, left] of told.entries()) {
      const end = of === run ? undefined : left?.ends.find(([, row]) => within(first, row, SAME));
      if (end) return { of, epoch: end[0] };
    }
    return null;
  }

  /**
   * The one run near whose end another begins, where its model is a trained one.
   * @param {number} run @param {(Left|undefined)[]} told @returns {GoesOn|null}
   */
  function byNearness(run, told) {
    const mine = told[run];
    if (!mine?.bare || !mine.first.length) return null;
    const near = (/** @type {Left|undefined} */ left) => left?.ends.some(([, row]) => within(mine.first, row, NEAR * Math.max(...row)));
    const found = told.flatMap((left, at) => (at !== run && near(left) ? [at] : []));
    return found.length === 1 ? { of: found[0], epoch: saved(/** @type {Left} */ (told[found[0]]), mine.file) } : null;
  }

  /** @param {number} start @param {number} run @param {(GoesOn|null)[]} links */
  function leadsTo(start, run, links) {
    for (let at = start, link = links[at]; link; link = links[at]) {
      at = link.of;
      if (at === run) return true;
    }
    return false;
  }

  /**
   * For each run which it continues, null for none, and how many epochs its curves are shifted by.
   * @param {(RunCurves|null)[]} runs
   */
  function of(runs) {
    const told = runs.map((run) => run?.left);
    /** @type {(GoesOn|null)[]} */
    const links = runs.map(() => null);
    runs.forEach((each, run) => {
      const link = byWeights(run, told) ?? byMetrics(run, told, each?.epochs[0] === 1) ?? byNearness(run, told);
      if (link && !leadsTo(link.of, run, links)) links[run] = link;
    });
    const starts = runs.map((_, run) => {
      let total = 0;
      for (let at = run, link = links[at]; link; link = links[at]) {
        total += Math.max(0, link.epoch + 1 - (runs[at]?.epochs[0] ?? 1));
        at = link.of;
      }
      return total;
    });
    return { links, starts };
  }

  return { of };
})();

if (typeof module !== 'undefined') module.exports = SiteGoesOn;
