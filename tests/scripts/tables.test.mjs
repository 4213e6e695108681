/** Tables: what a cell's number is, in which order rows stand, and what a csv holds. */
import assert from 'node:assert/strict';
import test from 'node:test';

import { offered, plain } from './load.mjs';

const tables = offered('ReportTables', 'report-tables.js');
const math = offered('ReportMath', 'chart-math.js');

const NUMBERS = [
  ['0.52', 0.52], ['1,234', 1234], ['−3.4', -3.4], ['12 %', 12], ['≈ 3', null], ['unknown', null],
  ['1.5e-5', 1.5e-5], ['∞', Infinity], ['.5', 0.5],
];
for (const [text, value] of NUMBERS) {
  test(`the number in ${text}`, () => assert.equal(tables.cellNumber(text), value));
}

const rowsOf = (...texts) => texts.map((text) => ({ cells: [{ textContent: text, dataset: {} }] }));
const sorted = (texts, numeric, direction) =>
  plain(tables.ordered(rowsOf(...texts), { column: 0, numeric }, direction).map(({ cells }) => cells[0].textContent));

test('numbers are sorted as numbers, and what is not told stands last either way', () => {
  assert.deepEqual(sorted(['10', 'unknown', '9', '-1'], true, 1), ['-1', '9', '10', 'unknown']);
  assert.deepEqual(sorted(['10', 'unknown', '9', '-1'], true, -1), ['10', '9', '-1', 'unknown']);
});

test('words are sorted with their numbers in order', () => {
  assert.deepEqual(sorted(['run10', 'Run9', '–'], false, 1), ['Run9', 'run10', '–']);
});

test('what a page keeps in full is what is sorted by', () => {
  const rows = [['0.5', '0.5012'], ['0.5', '0.4998']].map(([textContent, value]) => ({ cells: [{ textContent, dataset: { value } }] }));
  const got = tables.ordered(rows, { column: 0, numeric: true }, 1);
  assert.equal(got[0].cells[0].dataset.value, '0.4998');
});

const CELLS = [
  ['-5', '-5'], ['-inf', '-inf'], ['-x', "'-x"], ['=A1', "'=A1"], ['a"b', '"a""b"'], ['two\nlines', '"two\nlines"'],
  ['a,"b"', '"a,""b"""'], [' =A1', "' =A1"], ['+1e-3', '+1e-3'], ['-2+3', "'-2+3"], ['@SUM(A1)', "'@SUM(A1)"],
  // Letters of full width, and where a spreadsheet splits at semicolons, tabs and ends of lines.
  ['＝A1', "'＝A1"], ['x;=A1;', "x;'=A1;"], ['x\t+A1', "x\t'+A1"], ['x\n@A1', '"x\n\'@A1"'], ['a; -0.5', 'a; -0.5'],
  // A doubled quote is an empty pair to a spreadsheet that splits there: what follows runs.
  ['x;"=A1;"', `"x;'""=A1;"""`], ['x\t" @A1', `"x\t'"" @A1"`], ['a;"b"', '"a;""b"""'],
  // A sign at which others split that comes first, and a number that goes on below.
  ['\t=A1', "\t'=A1"], ['\n\t@A1', `"\n'\t'@A1"`], ['-1\n*A1', `"'-1\n*A1"`], ['-1; 2', "'-1; 2"],
  ['lr0=0.1, a-b; c', '"lr0=0.1, a-b; c"'], ['ends with =', 'ends with ='],
];
for (const [text, cell] of CELLS) {
  test(`${JSON.stringify(text)} in a csv`, () => {
    for (const { csvCell } of [tables, math]) assert.equal(csvCell(text), cell);
  });
}

test('a name that every file system takes', () => {
  assert.equal(tables.safeName('../run 1/é.csv'), '-run-1-.csv');
  assert.equal(tables.safeName(''), 'table.csv');
});
