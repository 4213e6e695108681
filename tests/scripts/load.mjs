import { readFileSync } from 'node:fs';
import vm from 'node:vm';

const ASSETS = new URL('../../templates/assets/', import.meta.url);

/** An element that takes everything and shows nothing. */
export const nothing = () => ({
  style: { setProperty() {} },
  classList: { toggle() {} },
  append() {},
  addEventListener() {},
  setAttribute() {},
  querySelector: nothing,
});

/** A page without any element. */
const page = { all: () => [], make: nothing, say() {}, whenThere() {} };

/**
 * What a script offers, run as in a page after those that it needs.
 * @param {string} name of what it offers
 * @param {...string} files
 */
export function offered(name, ...files) {
  const { Blob, DecompressionStream, Response, atob } = globalThis;
  const document = { addEventListener() {} };
  const context = vm.createContext({ ReportPage: page, document, Blob, DecompressionStream, Response, atob });
  for (const file of files) vm.runInContext(readFileSync(new URL(file, ASSETS), 'utf8'), context, { filename: file });
  return vm.runInContext(name, context);
}

/** A value as plain data: arrays of another context are not equal to ours. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

/** Numbers equal up to rounding. */
export const near = (one, other) => one.length === other.length && one.every((value, at) =>
  value === other[at] || Math.abs(value - other[at]) <= 1e-9 * Math.max(1, Math.abs(value)));
