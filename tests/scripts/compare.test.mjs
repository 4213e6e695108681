/** Which of chosen runs of a site is named as the best, and where none is. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { offered } from './load.mjs';

const { answer } = offered('SiteCompare', 'site-store.js', 'site-compare.js');
const words = (key, told) => ({ key, kind: 'words', words: told, codes: told.map((_, run) => run) });

function said({ value, metric = ['mAP50-95', 'mAP50-95'], data = ['parts.yaml', 'parts.yaml'], fold = [null, null] }) {
  const columns = [{ key: 'value', kind: 'number', values: value }, words('metric', metric), words('data', data), words('fold', fold)];
  const store = {
    named: (key) => columns.filter((column) => column.key === key),
    told: ({ values }, run) => !Number.isNaN(values[run]),
  };
  return answer(store, [0, 1], ['old', 'new']);
}

test('the highest is named with the next one', () => {
  assert.match(said({ value: [0.6, 0.6324] }), /^new has the highest mAP50-95, 0\.632; next is old with 0\.600\. Whether chance/);
  assert.match(said({ value: [0.63241, 0.63239] }), /^old has the highest mAP50-95, 0\.632; new has the same in three digits/);
});

test('none is the best where values do not compare', () => {
  const none = (told) => assert.match(said({ value: [0.6, 0.7], ...told }), /none is called the best\.$/);
  none({ value: [0.6, NaN] });
  none({ metric: ['mAP50-95', 'mIoU'] });
  none({ data: ['parts.yaml', 'other.yaml'] });
  none({ data: [null, null] });
  none({ fold: ['0', '1'] });
});
