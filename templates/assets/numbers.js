'use strict';

/**
 * The numbers of a site's page, from the file beside it: the charts' data, with each column that
 * the report has as well put in its place, and the table of epochs.
 */
const ReportNumbers = (() => {
  /** @param {string} text deflate in base64 @returns {Promise<any>} */
  async function unpacked(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return JSON.parse(await new Response(stream).text());
  }

  /** Unpacks the columns of a report's results. @param {any} results @returns {Promise<void>} */
  async function unpackColumns(results) {
    const length = results.epochs.length;
    results.columns = Object.fromEntries(results.columns.map((/** @type {string} */ name) => [name, []]));
    await Promise.all(results.packed.map(async (/** @type {any} */ some) => {
      const found = await PackedColumns.unpack(some, some, some.names.map(() => length));
      some.names.forEach((/** @type {string} */ name, /** @type {number} */ at) => {
        results.columns[name] = Array.from(found.get(at) ?? [], (value) => (Number.isFinite(value) ? value : null));
      });
    }));
  }

  /**
   * Rows of the table of epochs, which the page holds without any.
   * @param {any} run
   */
  function fill({ results, epochs }) {
    const table = /** @type {HTMLTableElement|null} */ (document.querySelector('table[data-epochs]'));
    if (!table || !results) return;
    const columns = Object.entries(results.columns);
    const words = (/** @type {string} */ name, /** @type {number} */ row) =>
      Object.entries(results.not_finite[name] ?? {}).find(([, some]) => some.includes(results.epochs[row]))?.[0] ?? '';
    const rows = results.epochs.map((/** @type {number} */ epoch, /** @type {number} */ row) => {
      const made = document.createElement('tr');
      if (epoch === epochs.best) made.className = 'best';
      const head = document.createElement('th');
      head.scope = 'row';
      head.textContent = String(epoch);
      made.append(head, ...columns.map(([name, values]) => {
        const cell = document.createElement('td');
        cell.textContent = values[row] === null ? words(name, row) : String(values[row]);
        return cell;
      }));
      return made;
    });
    table.tBodies[0].replaceChildren(...rows);
    table.removeAttribute('data-epochs');
    table.dispatchEvent(new CustomEvent('filled'));
  }

  /** The sum of columns of which every value is told, in their order. @param {number[][]} columns */
  const summed = (columns) => columns[0].map((_, row) => columns.reduce((sum, values) => sum + values[row], 0));

  /**
   * What charts are drawn from, as a page on its own holds it.
   * @param {string} name of the numbers
   */
  async function chartsOf(name) {
    const data = /** @type {any} */ (window).reportgenData;
    const told = await unpacked(data[name]);
    delete data[name];
    const { report } = told;
    if (!report) return told; // of a comparison
    const charts = JSON.parse(data[`${name}/charts`]);
    delete data[`${name}/charts`];
    const { results } = report.runs[0];
    if (results) {
      results.epochs = results.spans.flatMap((/** @type {[number, number]} */ [first, last]) => Array.from({ length: last - first + 1 }, (_, at) => first + at));
      await unpackColumns(results);
    }
    charts.arrays = charts.arrays.map((/** @type {any} */ each) => {
      if (Array.isArray(each)) return each;
      if (each.sum) return summed(each.sum.map((/** @type {string} */ column) => results.columns[column]));
      return each.column === 'epochs' ? results.epochs : results.columns[each.column];
    });
    const table = document.querySelector('table[data-epochs]');
    const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ work) => setTimeout(work, 300));
    if (table) idle(() => fill(report.runs[0]));
    return charts;
  }

  return { chartsOf };
})();
