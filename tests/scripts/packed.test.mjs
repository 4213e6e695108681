/** Columns that Python packed: unpacked they are the same numbers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { offered } from './load.mjs';

const { unpack } = offered('PackedColumns', 'packed-columns.js');
const { packed } = JSON.parse(readFileSync(new URL('shared.json', import.meta.url), 'utf8'));

for (const { told, parts, lengths, values } of packed) {
  test(`${told.name} of ${Object.keys(values).length} runs`, async () => {
    const found = await unpack(told, parts, lengths);
    assert.deepEqual([...found.keys()].sort(), Object.keys(values).map(Number).sort());
    for (const [run, numbers] of Object.entries(values)) {
      const wanted = numbers.map((value) => ({ nan: NaN, inf: Infinity }[value] ?? value));
      assert.deepEqual(Array.from(found.get(Number(run))), wanted);
    }
  });
}
