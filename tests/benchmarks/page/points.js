/*
 * What is asked of every page: each function tells the faults of one point, none for a point that
 * is met, and null where it is not asked of such a page. Evaluated in the page by page.py.
 */

const visible = (element) => {
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
};
const all = (selector) => Array.from(document.querySelectorAll(selector));
const seen = (selector) => all(selector).filter(visible);
const box = (element) => element.getBoundingClientRect();
const told = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 80);
const rgb = (colour) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const brush = canvas.getContext('2d');
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  return Array.from(brush.getImageData(0, 0, 1, 1).data);
};
const luminance = (colour) => {
  const [r, g, b] = rgb(colour).map((value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const ground = getComputedStyle(document.body).backgroundColor;

const points = {
  firstView() {
    const faults = [];
    const verdict = document.querySelector('.verdict .badge, .comparison-answer, .verdict, .site-sentence');
    if (!verdict) faults.push('no verdict');
    else if (box(verdict).top >= 120) faults.push(`the verdict stands at ${Math.round(box(verdict).top)} px`);
    const figure = document.querySelector('.headline-value, #ranking td.number, #all-table td.number, .about dd, #runs-table td.number');
    if (!figure || box(figure).top >= innerHeight) faults.push('no headline metric in the first view');
    if (!document.querySelector('h1')?.textContent.trim()) faults.push('no name');
    return faults;
  },

  noBanner() {
    const mark = document.querySelector('.brand svg, .brand img');
    return mark && box(mark).height > 32 ? [`the mark is ${box(mark).height} px high`] : [];
  },

  findingsOrder() {
    if (!all('.finding').length) return null;
    const order = ['fail', 'error', 'warn', 'unknown', 'note', 'pass', 'not-applicable'];
    const faults = [];
    for (const folded of all('details.folded')) {
      if (folded.open) faults.push(`open: ${told(folded)}`);
      if (!/\d/.test(folded.querySelector('summary').textContent)) faults.push('a fold without a count');
    }
    for (const finding of all('.finding')) {
      const kind = order.find((each) => finding.classList.contains(`verdict-${each}`));
      if (['pass', 'not-applicable'].includes(kind) && !finding.closest('.folded')) faults.push(`${kind} stands open`);
    }
    return faults;
  },

  findingsWhole() {
    if (!all('.finding').length) return null;
    return all('.finding').flatMap((finding) => {
      const badge = finding.querySelector('.badge');
      const lacks = [];
      if (!badge?.querySelector('svg')) lacks.push('a shape');
      if (!badge?.querySelector('.word')?.textContent) lacks.push('a word');
      if (!finding.querySelector('.members') && !/\d/.test(finding.textContent)) lacks.push('a number');
      // A finding that a cause explains is treated by the steps of that cause.
      const treated = finding.querySelector('.remedy') || finding.closest('.cause') || finding.matches('.verdict-note');
      if (!treated) lacks.push('what to do');
      return lacks.map((what) => `${finding.id} lacks ${what}`);
    });
  },

  noSentenceTwice() {
    const shown = all('.finding, .cause').filter((each) => !each.closest('.run-fold'));
    if (!shown.length) return null;
    const counted = new Map();
    for (const finding of shown) {
      for (const part of finding.querySelectorAll('.seen, .remedy p, .remedy li')) {
        if (part.closest('.finding, .cause') !== finding) continue;
        for (const sentence of part.textContent.split(/(?<=[.;])\s+/)) {
          const said = sentence.trim();
          if (said.length > 30) counted.set(said, (counted.get(said) ?? 0) + 1);
        }
      }
    }
    return [...counted].filter(([, number]) => number > 1).map(([said, number]) => `${number} times: ${said.slice(0, 70)}`);
  },

  findingsLead() {
    if (!all('.finding').length) return null;
    return all('.finding').flatMap((finding) => {
      const faults = [];
      if (!finding.querySelector('.permalink')) faults.push(`${finding.id} has no permalink`);
      for (const link of finding.querySelectorAll('a.evidence[href^="#"], a.finding-chart')) {
        if (!document.getElementById(link.hash.slice(1))) faults.push(`${link.hash} leads nowhere`);
      }
      return faults;
    });
  },

  /** Where the address has led to: below what sticks to the top of the window. */
  underBar() {
    const top = box(document.getElementById(location.hash.slice(1))).top;
    const bars = all('*').filter((each) => getComputedStyle(each).position === 'sticky' && !each.closest('table, .contents'))
      .map(box).filter((bar) => bar.top < 90 && bar.height > 0).map(({ bottom }) => bottom);
    const under = Math.max(0, ...bars);
    return top < under - 30 ? [`the chart stands at ${top.toFixed(0)}, under ${under.toFixed(0)}`] : [];
  },

  chartsEpochs() {
    const plots = all('.chart.is-live .chart-plot').filter((plot) => plot.data);
    if (!plots.length) return null;
    const faults = [];
    for (const plot of plots) {
      const figure = plot.closest('.chart');
      for (const line of plot.data) {
        const x = Array.from(line.x ?? []).filter((value) => value !== null);
        if (figure.matches('[data-chart]') && x.some((value, at) => at && !(value > x[at - 1]))) {
          faults.push(`${figure.id}: epochs do not increase`);
        }
      }
      const named = figure.querySelector('.chart-name, .chart-legend button, .chart-legend li') || plot.data.length === 1;
      if (!named) faults.push(`${figure.id}: no line has a name`);
    }
    return faults;
  },

  chartsLegible() {
    const faults = [];
    for (const svg of seen('.chart-static svg, .chart-live svg.main-svg, .together-chart svg')) {
      const scale = svg.viewBox.baseVal?.width ? box(svg).width / svg.viewBox.baseVal.width : 1;
      for (const text of svg.querySelectorAll('text')) {
        if (!text.textContent.trim() || !visible(text) || getComputedStyle(text).opacity === '0') continue;
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        if (size < 11.5) faults.push(`${svg.closest('figure')?.id}: “${text.textContent.trim().slice(0, 20)}” is ${size.toFixed(1)} px`);
      }
    }
    const roles = new Set();
    for (const line of all('.chart-static svg polyline, .chart-static svg path')) {
      const style = getComputedStyle(line);
      if (parseFloat(style.strokeWidth) < 1.5 || style.stroke === 'none') continue;
      roles.add(style.stroke);
    }
    for (const colour of roles) {
      if (rgb(colour)[3] > 200 && contrast(colour, ground) < 3) faults.push(`a line of ${colour} has ${contrast(colour, ground).toFixed(1)}:1`);
    }
    return all('.chart, .together-chart').length ? [...new Set(faults)] : null;
  },

  matrixLegible() {
    const cells = all('.matrix td');
    if (!cells.length) return null;
    const faults = new Set();
    const hues = new Set();
    for (const cell of cells) {
      const style = getComputedStyle(cell);
      const [r, g, b, opaque] = rgb(style.backgroundColor);
      if (opaque < 255) continue;
      if (Math.max(r, g, b) - Math.min(r, g, b) > 20) hues.add([r, g, b].indexOf(Math.max(r, g, b)));
      const found = contrast(style.color, style.backgroundColor);
      if (cell.textContent.trim() && found < 4.5) faults.add(`${cell.className}: ${found.toFixed(2)}:1`);
    }
    if (hues.size > 1) faults.add(`${hues.size} hues`);
    return [...faults];
  },

  pairs() {
    const handles = all('.pair:not([hidden]) [role=slider]').filter((handle) => !handle.closest('details:not([open])'));
    if (!handles.length) return null;
    const faults = [];
    for (const handle of handles) {
      if (!handle.getAttribute('aria-label') && !handle.getAttribute('aria-labelledby')) faults.push('a handle without a name');
      if (!handle.hasAttribute('aria-valuenow')) faults.push('a handle without a value');
      const grip = handle.querySelector('.wipe-grip');
      if (grip && visible(grip) && (box(grip).width < 24 || box(grip).height < 24)) faults.push('a grip under 24 px');
    }
    const handle = handles.find(visible);
    if (handle) {
      const before = handle.getAttribute('aria-valuenow');
      handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
      if (handle.getAttribute('aria-valuenow') === before) faults.push('the arrow key does not move it');
    }
    return faults;
  },

  pictures() {
    if (!all('[data-pair]').length) return null;
    const faults = [];
    const names = all('article.run img').map((image) => image.alt).filter(Boolean);
    if (new Set(names).size !== names.length) faults.push('two pictures with one text');
    if (!all('.pair-views button').length) faults.push('no choice of views');
    if (!all('.pair [data-zoom]').length) faults.push('no enlarged view');
    return faults;
  },

  missing() {
    const grey = all('.missing').filter((each) => !each.closest('.finding'));
    if (!grey.length) return null;
    return grey.filter((each) => each.textContent.trim().split(/\s+/).length < 4).map(told);
  },

  tables() {
    const tables = all('main table');
    if (!tables.length) return null;
    const faults = [];
    for (const table of tables) {
      const id = table.id || table.className;
      if (!table.caption) faults.push(`${id}: no caption`);
      if ([...table.querySelectorAll('th')].some((head) => !head.scope)) faults.push(`${id}: a th without scope`);
      const cell = table.querySelector('tbody td.number');
      if (cell && visible(cell)) {
        const style = getComputedStyle(cell);
        if (style.textAlign !== 'right' && style.textAlign !== 'end') faults.push(`${id}: figures at the left`);
        if (!style.fontVariantNumeric.includes('tabular-nums')) faults.push(`${id}: figures of unlike width`);
      }
      if (table.matches('.matrix, #checklist, #incomparable')) continue;
      const rows = [...table.querySelectorAll('tbody tr:not(.many-spacer)')].filter(visible);
      const high = rows.map((row) => box(row).height).filter((height) => height > 32.5);
      if (high.length) faults.push(`${id}: ${high.length} of ${rows.length} rows above 32 px (${Math.max(...high).toFixed(0)})`);
    }
    return faults;
  },

  metricPlace() {
    const figure = document.querySelector('.headline-value, #ranking td.number, #all-table td.number, .about dd, #runs-table td.number');
    const faults = [];
    if (!figure || box(figure).bottom > 600) faults.push('the metric stands below 600 px');
    if (figure && box(figure).right > innerWidth) faults.push('the metric stands out at the right');
    for (const region of seen('.scroll-x')) {
      if (region.scrollWidth > region.clientWidth + 1 && region.tabIndex < 0) faults.push(`${told(region)} takes no focus`);
    }
    return faults;
  },

  answer() {
    const answer = document.querySelector('.comparison-answer')?.textContent;
    if (!answer) return null;
    const faults = [];
    const best = document.querySelector('#all-table tbody th[title], #all-table tbody th, #ranking tbody th');
    const name = best?.title || best?.dataset.value || best?.textContent.trim();
    if (name && !answer.includes(name) && !/one configuration|seeds|folds|Nothing|No run/.test(answer)) faults.push(`${name} is not named`);
    if (!/chance|real|95 %|winner|no difference|noise|no contest|Nothing|No run/.test(answer)) faults.push('nothing on chance');
    return faults;
  },

  oneColour() {
    const rows = all('#ranking tbody th .swatch');
    if (!rows.length) return null;
    const faults = [];
    const colours = new Map(all('#ranking tbody th').map((head) => [head.dataset.value, getComputedStyle(head.querySelector('.swatch')).backgroundColor]));
    for (const chip of all('.run-legend li')) {
      const swatch = chip.querySelector('.swatch, [class*=swatch]');
      const name = chip.textContent.trim();
      if (swatch && colours.has(name) && getComputedStyle(swatch).backgroundColor !== colours.get(name)) faults.push(`${name} changes its colour`);
    }
    if (!all('.run-legend button').length) faults.push('no run can be isolated');
    if (all('#comparison-arguments details, #comparison-arguments .missing').length === 0) faults.push('equal arguments are not folded');
    return faults;
  },

  dark() {
    const faults = [];
    if (luminance(ground) > luminance('#333333')) faults.push('the ground is light');
    for (const element of seen('table, .chart-area, .chart, .trials-area, td, th')) {
      if (element.matches('.matrix td, .matrix-difference td')) continue;
      const colour = getComputedStyle(element).backgroundColor;
      if (rgb(colour)[3] > 200 && luminance(colour) > luminance('#333333')) faults.push(`light: ${told(element)}`);
    }
    if (!all('[data-action=theme]').length) faults.push('no switch');
    return [...new Set(faults)];
  },

  paper() {
    const faults = [];
    const controls = seen('button, input, [role=slider]').filter((each) => !each.matches('button.sort, .points *, .run-chip'));
    if (controls.length) faults.push(`${controls.length} controls`);
    const hidden = all('.finding').filter((each) => !visible(each) && !each.closest('.run-fold'));
    if (hidden.length) faults.push(`${hidden.length} findings are hidden`);
    for (const each of seen('.finding, figure.chart, .pair, .picture, tr')) {
      // A finding that holds charts, or that is longer than a page, may be parted between them.
      const held = each.parentElement.closest('.chart, .pair, .picture');
      if (!held && getComputedStyle(each).breakInside === 'auto') faults.push(`may be split: ${told(each)}`);
    }
    for (const chart of seen('figure.chart:has(.chart-static svg)')) {
      const lines = chart.querySelectorAll('.chart-static polyline').length;
      const names = [...chart.querySelectorAll('.line-name, .chart-legend li')].filter(visible);
      if (lines > 1 && !names.length) faults.push(`${chart.id}: no names of lines`);
    }
    return faults;
  },

  noScripts() {
    const faults = [];
    for (const chart of all('figure.chart')) {
      if (chart.closest('details:not([open])')) continue;
      const inner = chart.querySelector('svg, table, img, p:not(.visually-hidden, .chart-subtitle)');
      if (!inner) faults.push(`${chart.id} is empty`);
    }
    if (all('.needs-js').some(visible)) faults.push('controls that do nothing');
    if (!all('table').length) faults.push('no table');
    return faults;
  },

  /** The contents list marks one section, the one that is read. */
  contentsFollow() {
    if (!seen('#contents a').length) return null;
    const marked = all('#contents [aria-current]').length;
    return marked === 1 ? [] : [`${marked} sections are marked`];
  },

  /** Asked after each press of the Tab key. */
  focusSeen() {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const { left, top, right, bottom, width, height } = box(focused);
    if (bottom <= 0 || top >= innerHeight || right <= 0 || left >= innerWidth) return [`out of view: ${told(focused)}`];
    const marks = [focused, ...focused.querySelectorAll('*'), focused.parentElement].map((each) => getComputedStyle(each));
    const marked = marks.some((style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none');
    const faults = marked ? [] : [`not marked: ${told(focused)}`];
    const x = Math.min(innerWidth - 1, Math.max(0, left + width / 2)), y = Math.min(innerHeight - 1, Math.max(0, top + height / 2));
    const over = document.elementFromPoint(x, y);
    const apart = over && !focused.contains(over) && !over.contains(focused) && !focused.labels?.length;
    if (apart && over.closest('.bar, .run-bar, .curve-bar, .chart-bar, .message')) faults.push(`under ${told(over)}: ${told(focused)}`);
    return faults;
  },

  structure() {
    if (!document.querySelector('nav, table, section')) return null; // one sentence and one link
    const faults = [];
    for (const [selector, most] of [['h1', 1], ['main', 1]]) {
      if (all(selector).length !== most) faults.push(`${all(selector).length} ${selector}`);
    }
    if (!all('nav').length) faults.push('no nav');
    const first = document.querySelector('a[href], button, input, select, summary, [tabindex="0"]');
    if (!first?.matches('.skip-link')) faults.push('the skip link is not first');
    for (const chart of all('figure.chart')) {
      const name = chart.getAttribute('aria-labelledby'), words = chart.getAttribute('aria-describedby');
      if (!document.getElementById(name)?.textContent.trim()) faults.push(`${chart.id} has no name`);
      if (!document.getElementById(words)?.textContent.trim()) faults.push(`${chart.id} has no summary`);
    }
    return faults;
  },

};
