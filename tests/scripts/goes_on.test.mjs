/** Which chosen runs of a site continue others, and how far their curves are shifted: by literals, and beside Python. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { offered, plain } from './load.mjs';

const { of } = offered('SiteGoesOn', 'site-goes-on.js');
const shared = JSON.parse(readFileSync(new URL('shared.json', import.meta.url), 'utf8'));

const run = (last, left = {}, first = 1) => ({
  epochs: [first, last],
  curves: {},
  left: { from: '', file: '', bare: false, own: '', project: '', best: last - 10, last, first: [], ends: [], ...left },
});
const told = (...runs) => plain(of(runs));

test('runs that name no other stay where they are', () => {
  assert.deepEqual(told(run(50, { own: 'a' }), run(50, { own: 'b', from: 'x', file: 'best.pt' }), null),
    { links: [null, null, null], starts: [0, 0, 0] });
});

test('a run begins behind the epoch that its weights were written after', () => {
  const first = run(50, { own: 'a' });
  const starts = ['best.pt', 'last.pt', 'epoch19.pt'].map((file) => told(run(30, { own: 'b', from: 'a', file }), first).starts);
  assert.deepEqual(starts, [[40, 0], [50, 0], [20, 0]]);
});

test('a chain adds up, and a table that counts on is not shifted again', () => {
  const chain = told(run(50, { own: 'a' }), run(20, { own: 'b', from: 'a', file: 'last.pt' }), run(20, { own: 'c', from: 'b', file: 'last.pt' }));
  assert.deepEqual(chain.starts, [0, 50, 70]);
  assert.deepEqual(told(run(50, { own: 'a' }), run(80, { own: 'b', from: 'a', file: 'last.pt' }, 51)).starts, [0, 0]);
});

test('a name that several have tells none, nor does a resume in place or a circle', () => {
  const named = run(20, { own: 'b', from: 'a', file: 'last.pt' });
  assert.deepEqual(told(run(50, { own: 'a' }), run(50, { own: 'a' }), named).starts, [0, 0, 0]);
  assert.deepEqual(told(run(50, { own: 'a', from: 'a', file: 'last.pt' }), run(50, { own: 'c' })).starts, [0, 0]);
  assert.deepEqual(told(run(50, { own: 'a', project: 'one' }), { ...named, left: { ...named.left, project: 'two' } }).starts, [0, 0]);
  assert.deepEqual(told(run(50, { own: 'a', from: 'b', file: 'last.pt' }), run(20, { own: 'b', from: 'a', file: 'last.pt' })).links[1], null);
});

test('a run that begins with the metrics of the end of another continues it', () => {
  const ended = run(50, { ends: [[50, [0.5, 0.61]], [40, [0.52, 0.6]]] });
  assert.deepEqual(told(ended, run(20, { first: [0.52, 0.60005] })), { links: [null, { of: 0, epoch: 40 }], starts: [0, 40] });
  assert.deepEqual(told(ended, run(20, { first: [0.52, 0.602] })).starts, [0, 0]);
  assert.deepEqual(told(ended, run(20, { first: [0.52, 0.6] }, 5)).starts, [0, 0], 'it does not begin there');
});

test('a run whose model is a best.pt of no name continues the one run near whose end it begins', () => {
  const ended = (...row) => run(50, { ends: [[50, row]] });
  const named = run(20, { file: 'best.pt', bare: true, first: [0.5, 0.6] });
  assert.deepEqual(told(ended(0.52, 0.64), named, ended(0.9, 0.9)).starts, [0, 40, 0]);
  assert.deepEqual(told(ended(0.52, 0.64), named, ended(0.49, 0.6)).starts, [0, 0, 0], 'two are near');
});

for (const { name, runs, links, starts } of shared.goes_on) {
  test(`as Python finds: ${name}`, () => {
    assert.deepEqual(plain(of(runs)), { links, starts });
  });
}
