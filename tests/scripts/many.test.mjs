/** The table of very many runs: cells, order, search, ranges, bars. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { offered, plain } from './load.mjs';

const { bars, inRanges, keys, shown, sorted, textOf } = offered('ManyRows', 'chart-math.js', 'many-rows.js');

const column = (key, values, words) => ({
  key, title: key, kind: words ? 'text' : 'number', measured: !words, values, words: words ?? [],
});
const runs = {
  names: ['run10', 'run9', 'Ägir'],
  states: [1, 0, 1],
  badges: [['pass', 'Good', 0], ['warn', 'Overfits', 2]],
  headlines: { values: [0, 1, 7], words: ['It learns by heart.', 'Nothing to do.'] },
  columns: [column('map', [0.123456, null, 1]), column('optimizer', [1, 0, null], ['SGD', 'AdamW'])],
};
const all = () => [0, 1, 2];

test('what was measured has three digits, a gap a dash, a text its word, an argument all of its digits', () => {
  const [map, optimizer] = runs.columns;
  assert.deepEqual(all().map((run) => shown(map, run)), ['0.123', '–', '1.00']);
  assert.deepEqual([0, 1].map((run) => shown({ ...map, measured: false, values: [0.01285, 16] }, run)), ['0.01285', '16']);
  assert.deepEqual(all().map((run) => shown(optimizer, run)), ['AdamW', 'SGD', '–']);
});

test('names are in the order of their numbers, states in that of their ranks', () => {
  assert.deepEqual(sorted(all(), keys(runs, 'name'), 1), [2, 1, 0]);
  assert.deepEqual(sorted(all(), keys(runs, 'state'), 1), [1, 0, 2]);
});

test('what is not told is last in both directions', () => {
  assert.deepEqual(sorted(all(), keys(runs, 'map'), 1), [0, 2, 1]);
  assert.deepEqual(sorted(all(), keys(runs, 'map'), -1), [2, 0, 1]);
});

test('a column that there is not sorts nothing', () => {
  assert.equal(keys(runs, 'nothing').length, 0);
});

test('a search looks through name, state, headline and texts', () => {
  assert.equal(textOf(runs, 0), 'run10 overfits it learns by heart. adamw');
  assert.equal(textOf(runs, 2), 'ägir overfits  –');
});

test('a value that is not told lies in no range; both ends belong to it', () => {
  const left = (ranges) => all().filter((run) => inRanges(runs, run, new Map(ranges)));
  assert.deepEqual(left([['map', [0.123456, 1]]]), [0, 2]);
  assert.deepEqual(left([['map', [0.2, 0.9]]]), []);
  assert.deepEqual(left([]), [0, 1, 2]);
});

test('every value is in one bar, the highest in the last', () => {
  const { heights, low, high } = bars([0, 1, null, 5, 10], 10);
  assert.deepEqual(plain(heights), [1, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
  assert.deepEqual([low, high], [0, 10]);
});

test('values that are all the same have one bar', () => {
  assert.deepEqual(plain(bars([3, 3], 4).heights), [2, 0, 0, 0]);
});

test('a hundred thousand values are no problem', () => {
  assert.equal(bars(new Array(100_000).fill(1), 3).heights[0], 100_000);
});
