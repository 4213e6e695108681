'use strict';

/**
 * What all charts of a page are built with: elements, measured texts, the colours of the theme,
 * data that stands in the page, and the chart library, which is unpacked at the first chart.
 */
const ReportParts = (() => {
  /** @param {string} selector @param {ParentNode} [root] @returns {HTMLElement[]} */
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /**
   * A new element; children are nodes or text, never markup.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Object<string, string>} [attributes]
   * @param {...(Node|string)} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    if (element instanceof HTMLButtonElement) element.type = 'button';
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /**
   * @param {string} label
   * @param {(event: MouseEvent) => void} onClick
   * @param {Object<string, string>} [attributes]
   */
  function button(label, onClick, attributes = {}) {
    const made = make('button', { class: 'chart-button', ...attributes }, label);
    made.addEventListener('click', onClick);
    return made;
  }

  /**
   * An element at a place of the chart, in CSS pixels.
   * @param {string} className
   * @param {{left: number, top: number, width?: number, height?: number}} place
   * @param {string} [text]
   */
  function placed(className, { left, top, width, height }, text = '') {
    const made = make('div', { class: className }, text);
    const px = (/** @type {number|undefined} */ value) => (value === undefined ? '' : `${Math.round(value)}px`);
    Object.assign(made.style, { left: px(left), top: px(top), width: px(width), height: px(height) });
    return made;
  }

  /** What base64 holds. @param {string} text @returns {Uint8Array<ArrayBuffer>} */
  function bytesOf(text) {
    const native = /** @type {{fromBase64?: (text: string) => Uint8Array<ArrayBuffer>}} */ (
      /** @type {unknown} */ (Uint8Array)).fromBase64;
    return native ? native.call(Uint8Array, text) : Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  }

  /** The text that base64 of gzip holds. @param {string} text */
  function unpacked(text) {
    const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).text();
  }

  /**
   * What a script element holds: JSON, on large pages packed, which takes a moment.
   * @param {HTMLScriptElement} element
   * @param {(data: any) => void} use
   */
  function readData(element, use) {
    const text = (element.textContent ?? '').trim();
    const parse = (/** @type {string} */ json) => {
      try {
        return JSON.parse(json);
      } catch {
        return null; // the drawings stand
      }
    };
    const take = (/** @type {any} */ data) => data && use(data);
    if (element.dataset.numbers) {
      ReportNumbers.chartsOf(element.dataset.numbers).then(take, () => null);
      return;
    }
    if (element.type === 'application/gzip') unpacked(text).then(parse, () => null).then(take);
    else take(parse(text));
  }

  /** @type {CanvasRenderingContext2D|null|undefined} */
  let pen; // made at the first use

  /** The width of a text in pixels. @param {string} text @param {string} family */
  function measure(text, family) {
    pen ??= document.createElement('canvas').getContext('2d');
    if (!pen) return text.length * 7;
    pen.font = `12px ${family}`;
    return pen.measureText(text).width;
  }

  /** Plain text of a name that was escaped for Plotly. @param {string} name */
  const plain = (name) =>
    name.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

  /** @param {() => void} work */
  const whenIdle = (work) =>
    ('requestIdleCallback' in window ? requestIdleCallback(work, { timeout: 300 }) : setTimeout(work, 1));

  // ---- theme ------------------------------------------------------------------------------------

  /** @param {{role: string, shade?: string}} meta */
  const roleVariable = (meta) => `--role-${meta.role}${meta.shade === 'soft' ? '-soft' : ''}`;

  /** The colours in force. */
  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const read = (/** @type {string} */ name, fallback = '') => style.getPropertyValue(name).trim() || fallback;
    return {
      family: getComputedStyle(document.body).fontFamily,
      ground: read('--chart-ground', '#ffffff'),
      text: read('--chart-text', '#24292f'),
      muted: read('--chart-muted', '#5a626c'),
      grid: read('--chart-grid', '#e7e9ec'),
      axis: read('--chart-axis', '#b9bfc7'),
      mark: read('--chart-mark', '#8a929c'),
      band: read('--chart-band', 'rgba(110,120,135,0.16)'),
      card: read('--chart-card', '#ffffff'),
      cardLine: read('--chart-card-line', '#c9ced5'),
      role: (/** @type {{role: string, shade?: string}} */ meta, /** @type {string} */ fallback) =>
        read(roleVariable(meta), fallback),
    };
  }

  /** How a line looks, beside its name. @param {Trace} trace */
  function swatch({ line, meta }) {
    const space = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(space, 'svg');
    const stroke = document.createElementNS(space, 'line');
    const size = { class: 'chart-swatch', width: 24, height: 8, 'aria-hidden': 'true' };
    for (const [name, value] of Object.entries(size)) svg.setAttribute(name, String(value));
    const ends = { x1: 0, x2: 24, y1: 4, y2: 4, 'stroke-width': line.width };
    for (const [name, value] of Object.entries(ends)) stroke.setAttribute(name, String(value));
    if (line.dash !== 'solid') stroke.setAttribute('stroke-dasharray', line.dash.replaceAll('px', ''));
    stroke.style.stroke = `var(${roleVariable(meta)}, ${line.color})`;
    svg.append(stroke);
    return svg;
  }

  // ---- the chart library ------------------------------------------------------------------------

  /** Inflates the bundle and runs it as an inline script, which the page's policy allows. @param {string} text */
  async function runPacked(text) {
    const script = document.createElement('script');
    script.textContent = await unpacked(text);
    document.head.append(script);
  }

  /** Runs the bundle that the pages of a site share. @param {string} src */
  function runFile(src) {
    const script = make('script', { src });
    const done = new Promise((go, stop) => {
      script.addEventListener('load', go);
      script.addEventListener('error', stop);
    });
    document.head.append(script);
    return done;
  }

  /** @type {Promise<PlotlyLibrary>|null} */
  let loading = null;

  /** The library, loaded once. */
  function loadPlotly() {
    loading ??= (async () => {
      const bundle = document.getElementById('plotly-bundle');
      if (!bundle) throw new Error('the page has no chart library');
      await (bundle.dataset.src ? runFile(bundle.dataset.src) : runPacked((bundle.textContent ?? '').trim()));
      if (!window.Plotly) throw new Error('the chart library did not start');
      await new Promise((go) => whenIdle(() => go(null))); // running the bundle was a slice of its own
      return window.Plotly;
    })();
    return loading;
  }

  // ---- files ------------------------------------------------------------------------------------

  /** What a data address holds. @param {string} url */
  function blobOf(url) {
    const [head, body] = [url.slice(5, url.indexOf(',')), url.slice(url.indexOf(',') + 1)];
    const type = head.split(';')[0];
    if (!head.endsWith(';base64')) return new Blob([decodeURIComponent(body)], { type });
    return new Blob([bytesOf(body)], { type });
  }

  /** @param {{id: string}} chart @param {string} extension @param {Blob} blob */
  function save(chart, extension, blob) {
    const link = make('a', { href: URL.createObjectURL(blob), download: `${chart.id}.${extension}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return {
    all, blobOf, button, loadPlotly, make, measure, placed, plain, readData, readTheme, save, swatch, whenIdle,
  };
})();
