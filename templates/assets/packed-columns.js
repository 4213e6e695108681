'use strict';

/**
 * Columns of all runs, as reportgen/packing.py packs them: whole numbers of a power of ten, steps
 * from epoch to epoch, zigzag, byte planes, deflate, base64. Each is unpacked when it is asked for.
 */
const PackedColumns = (() => {
  /** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
  const bytesOf = (text) => Uint8Array.fromBase64?.(text)
    ?? Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

  /** @param {string} text base64 of what was deflated */
  async function inflated(text) {
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /**
   * Where the values of each run begin, in the order of `runs`; the end of all stands last.
   * @param {number[]} runs
   * @param {number[]} lengths
   */
  function starts(runs, lengths) {
    const found = [0];
    for (const run of runs) found.push(found[found.length - 1] + lengths[run]);
    return found;
  }

  /**
   * The values of whole numbers in a row; runs begin anew at `begin`.
   * @param {Uint8Array} planes
   * @param {{scale: number, width: number}} told
   * @param {number[]} begin
   */
  function decoded(planes, { scale, width }, begin) {
    const count = begin[begin.length - 1];
    const values = new Float64Array(count);
    const power = 10 ** scale;
    for (let run = 0; run + 1 < begin.length; run += 1) {
      let sum = 0;
      for (let place = begin[run]; place < begin[run + 1]; place += 1) {
        let zigzag = 0;
        for (let plane = 0; plane < width; plane += 1) zigzag |= planes[place + plane * count] << (8 * plane);
        sum += (zigzag >>> 1) ^ -(zigzag & 1);
        values[place] = sum / power;
      }
    }
    return values;
  }

  /** Plain 64-bit floats from their byte planes, lowest first. @param {Uint8Array} planes */
  function floats(planes) {
    const count = planes.length / 8;
    const bytes = new Uint8Array(planes.length);
    for (let place = 0; place < count; place += 1) {
      for (let plane = 0; plane < 8; plane += 1) bytes[place * 8 + plane] = planes[place + plane * count];
    }
    return new Float64Array(bytes.buffer);
  }

  /**
   * @param {Map<number, Float64Array>} found
   * @param {number[]} runs
   * @param {Float64Array} values
   * @param {number[]} begin
   */
  function share(found, runs, values, begin) {
    runs.forEach((run, place) => found.set(run, values.subarray(begin[place], begin[place + 1])));
  }

  /**
   * The values of a column by run; NaN where none is told.
   * @param {{scale: number, width: number, runs: number[], plain: number[]}} told
   * @param {{data: string, floats?: string, gaps?: string}} parts base64
   * @param {number[]} lengths epochs of each run
   * @returns {Promise<Map<number, Float64Array>>}
   */
  async function unpack(told, parts, lengths) {
    const found = new Map();
    if (told.runs.length) {
      const begin = starts(told.runs, lengths);
      const values = decoded(await inflated(parts.data), told, begin);
      if (parts.gaps) {
        const bits = await inflated(parts.gaps);
        for (let place = 0; place < values.length; place += 1) {
          if (bits[place >> 3] & (1 << (place & 7))) values[place] = NaN;
        }
      }
      share(found, told.runs, values, begin);
    }
    if (told.plain.length) {
      share(found, told.plain, floats(await inflated(parts.floats ?? '')), starts(told.plain, lengths));
    }
    return found;
  }

  return { unpack };
})();
