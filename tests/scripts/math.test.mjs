/** What charts compute, by literals, and beside what Python computes: shared.json holds both. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { near, offered, plain } from './load.mjs';

const math = offered('ReportMath', 'chart-math.js');
const shared = JSON.parse(readFileSync(new URL('shared.json', import.meta.url), 'utf8'));

for (const { arguments: given, value } of shared.spread) {
  test(`${given[0].length} names are spread as in the drawing`, () => {
    assert.ok(near(math.spread(...given), value));
  });
}

for (const { flags, value } of shared.stacked) {
  test(`${flags.length} flags are stacked as in the drawing`, () => {
    const given = flags.map(({ x, left, right }) => ({ at: x, left, right, towardsLeft: left < x }));
    assert.deepEqual(plain(math.stacked(given).map(({ row }) => row)), value);
  });
}

for (const { arguments: given, value } of shared.ticks) {
  test(`ticks of ${given} are those of the drawing`, () => assert.ok(near(math.roundTicks(...given), value)));
}

for (const { arguments: given, value } of shared.wilson) {
  test(`the interval of ${given} is that of the program`, () => assert.ok(near(math.wilson(...given), value)));
}

const CASES = [
  ['smoothed', [[1, 9, 2, null, 3], 3], [1, 2, 5.5, null, 3]],
  ['fitted', [[2, 4]], [1.9, 4.1]],
  ['fitted', [[]], null],
  ['fitted', [[0]], [-0.05, 0.05]],
  ['inView', [[1, 2, 3], [5, null, 6], 2, 3], [6]],
  ['pointAt', [[1, 2, 3], [5, null, 6], 2, true], { gap: true }],
  ['pointAt', [[1, 2, 3], [5, null, 6], 4, true], { ended: 2 }],
  ['pointAt', [[1, 2, 3], [5, null, 6], 3, true], { index: 2 }],
  ['pointAt', [[0.5, 1.5], [5, 6], 1, false], { index: 0 }],
  ['nearest', [[1, 5, 9], 6], 5],
  ['nearest', [[1, 5, 9], 7], 5],
  ['epochTicks', [0.5, 10.2, 560], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
  ['epochTicks', [0.1, 160, 400], [1, 25, 50, 75, 100, 125, 150]],
  ['epochTicks', [20, 30, 112], [20, 25, 30]],
  ['roundTicks', [0, 1, 5], [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ['logTicks', [[-2, -1]], [0.01, 0.02, 0.05, 0.1, 0.2, 0.5]],
  ['logTicks', [[0, 6]], [1, 10, 100, 1000, 10000, 100000, 1000000]],
  ['digits', [0.1 + 0.2], '0.3'],
  ['digits', [null], ''],
  ['csvOf', ['epoch', [{ x: [1, 2], y: [0.5, null], column: 'a' }, { x: [2], y: [3], column: 'b' }]],
    'epoch,a,b\r\n1,0.5,\r\n2,,3\r\n'],
  ['aligned', [['1.25', '3']], ['1.25', '3\u2008\u2007\u2007']],
  ['aligned', [['unknown', '3.1', '3.14']], ['unknown', '3.1\u2007', '3.14']],
  ['timeUnit', [7200], { name: 'hours', short: 'h', seconds: 3600 }],
  ['timeUnit', [7199], { name: 'minutes', short: 'min', seconds: 60 }],
  ['wholePercent', [0.125], 12],
  ['wholePercent', [0.375], 38],
  ['wholePercent', [0.126], 13],
];
for (const [name, given, wanted] of CASES) {
  test(`${name}(${JSON.stringify(given)})`, () => {
    const got = plain(math[name](...given));
    if (Array.isArray(wanted) && wanted.every(Number.isFinite)) assert.ok(near(got, wanted), String(got));
    else assert.deepEqual(got, wanted);
  });
}

test('a curve is read between its points, and not beside a gap', () => {
  const curve = math.decoded('00rs--');
  assert.deepEqual(plain([...curve]), [0, 1, null]);
  assert.equal(math.valueAt(curve, 0.25), 0.5);
  assert.equal(math.valueAt(curve, 0.5), 1);
  assert.ok(Number.isNaN(math.valueAt(curve, 0.75)));
  assert.ok(Number.isNaN(math.valueAt(undefined, 0)));
});
