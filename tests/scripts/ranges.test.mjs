/** Ranges on the axes of a search: what they keep, and where a key or a pointer takes them. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { nothing, offered, plain } from './load.mjs';

const { Ranges } = offered('ReportRanges', 'sweep-ranges.js');

/** One axis from 0 to 100, on which five trials stand, the last untold. */
function axis() {
  const shares = [0, 0.25, 0.5, 1, null];
  const use = { words: String, changed() {} };
  const ranges = new Ranges(nothing(), [{ name: 'lr0', shares, valueAt: (share) => 100 * share }], use);
  return { ranges, range: ranges.all[0] };
}

test('without a range every trial is kept', () => {
  const { ranges } = axis();
  assert.equal(ranges.limited, false);
  assert.ok([0, 1, 2, 3, 4].every((trial) => ranges.keeps(trial)));
});

test('a range keeps what lies in it, its ends included, and nothing that is not told', () => {
  const { ranges, range } = axis();
  range.set([0.25, 0.5]);
  assert.deepEqual([0, 1, 2, 3, 4].map((trial) => ranges.keeps(trial)), [false, true, true, false, false]);
  assert.equal(ranges.told, 'lr0 25 to 50');
});

test('a range from end to end is none', () => {
  const { range } = axis();
  range.set([-0.5, 2]);
  assert.equal(range.limits, null);
  assert.equal(range.told, '');
});

test('a key goes from one value to the next, and never beyond the other end', () => {
  const { range } = axis();
  assert.equal(range.move('ArrowUp', 'low'), true);
  assert.deepEqual(plain(range.limits), [0.25, 1]);
  range.move('PageDown', 'high');
  assert.deepEqual(plain(range.limits), [0.25, 0.5]);
  range.move('End', 'low');
  assert.deepEqual(plain(range.limits), [0.5, 0.5]);
  assert.equal(range.move('x', 'low'), false);
});

const DRAGS = [
  ['new', 0.2, 0.6, [0.2, 0.6]], ['new', 0.6, 0.2, [0.2, 0.6]], ['low', 0.3, 0.4, [0.4, 0.7]],
  ['low', 0.3, 0.9, [0.7, 0.7]], ['high', 0.7, 0.1, [0.3, 0.3]], ['whole', 0.5, 0.6, [0.4, 0.8]],
  ['whole', 0.5, 1.5, [0.6, 1]],
];
for (const [kind, from, to, wanted] of DRAGS) {
  test(`a drag of ${kind} from ${from} to ${to}`, () => {
    const { range } = axis();
    range.drag = { kind, from, limits: [0.3, 0.7] };
    const got = range.dragged(to);
    assert.ok(got.every((share, end) => Math.abs(share - wanted[end]) < 1e-9), String(got));
  });
}

test('all ranges are lifted at once', () => {
  const { ranges, range } = axis();
  range.set([0, 0.5]);
  assert.equal(ranges.told, 'lr0 up to 50');
  ranges.clear();
  assert.equal(ranges.limited, false);
});
