'use strict';

/**
 * Ground truth against prediction: a handle that wipes between the two, other views of the same
 * two pictures, and thumbnails where there are several pairs. Without this file all pictures
 * stand side by side, one pair below the other.
 */
const ReportPairs = (() => {
  const { all, make, hit, whenThere } = ReportPage;
  const VIEWS = {
    slider: 'Slider',
    side: 'Side by side',
    truth: 'Ground truth',
    prediction: 'Prediction',
  };
  const START = 50;
  const DOUBLE_PRESS_MS = 600;
  /** Pictures whose shapes differ by more than this part do not lie over each other. */
  const SHAPE_TOLERANCE = 0.02;
  /** Nearer to an edge than this, in pixels, a side's name would reach over to the other side. */
  const NAME_ROOM = 124;

  /** @type {{pair: HTMLElement, lies: boolean, buttons: HTMLElement[]}[]} */
  const pairs = [];

  /**
   * What the two sides are called: a comparison sets two runs side by side.
   * @param {HTMLElement} pair @returns {[string, string]}
   */
  const sidesOf = ({ dataset }) => [dataset.left ?? VIEWS.truth, dataset.right ?? VIEWS.prediction];

  // ---- the handle -----------------------------------------------------------------------------

  /**
   * By how much a key moves the handle, or where it sends it; null for other keys.
   * @param {KeyboardEvent} event @param {number} value
   */
  function keyTarget(event, value) {
    const step = event.shiftKey ? 10 : 1;
    switch (event.key) {
      case 'ArrowLeft': case 'ArrowDown': return value - step;
      case 'ArrowRight': case 'ArrowUp': return value + step;
      case 'PageDown': return value - 10;
      case 'PageUp': return value + 10;
      case 'Home': return 0;
      case 'End': return 100;
      default: return null;
    }
  }

  /**
   * Mouse and pen move the handle at once; a finger only once it goes sideways or is lifted.
   * @param {HTMLElement} surface
   * @param {HTMLElement} handle
   * @param {(target: number) => void} moveTo
   */
  function followPointer(surface, handle, moveTo) {
    /** @type {number|null} */
    let pointer = null;
    let lastDown = -Infinity;
    /** @param {PointerEvent} event */
    const toPointer = (event) => {
      const { left, width } = surface.getBoundingClientRect();
      if (width) moveTo(((event.clientX - left) / width) * 100);
    };
    surface.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || pointer !== null) return;
      pointer = event.pointerId;
      surface.setPointerCapture(pointer);
      // A double press enlarges the side that lay there before its first half moved the handle.
      if (event.timeStamp - lastDown > DOUBLE_PRESS_MS) {
        const { right } = handle.getBoundingClientRect();
        surface.dataset.under = event.clientX <= right ? 'truth' : 'prediction';
      }
      lastDown = event.timeStamp;
      handle.focus({ preventScroll: true });
      if (event.pointerType !== 'touch') toPointer(event);
      event.preventDefault(); // no text selection, no picture drag
    });
    surface.addEventListener('pointermove', (event) => {
      if (event.pointerId === pointer) toPointer(event);
    });
    surface.addEventListener('pointerup', (event) => {
      if (event.pointerId === pointer) toPointer(event);
    });
    for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      surface.addEventListener(kind, (event) => {
        if (event instanceof PointerEvent && event.pointerId === pointer) pointer = null;
      });
    }
  }

  /**
   * The layer over a pair that carries the handle and the names of the two sides.
   * @param {HTMLElement} pair @param {string|undefined} name
   */
  function makeSurface(pair, name) {
    const [left, right] = sidesOf(pair);
    const handle = make('div', {
      class: 'wipe-handle', role: 'slider', tabindex: 0, 'aria-orientation': 'horizontal',
      'aria-label': `${left} against ${right.toLowerCase()}${name ? `, ${name}` : ''}`,
      'aria-valuemin': 0, 'aria-valuemax': 100,
    }, make('span', { class: 'wipe-grip' }));
    const surface = make('div', { class: 'wipe-surface' },
      make('span', { class: 'wipe-name wipe-name-truth', 'aria-hidden': 'true' }, left),
      make('span', { class: 'wipe-name wipe-name-prediction', 'aria-hidden': 'true' }, right),
      handle);
    let value = START;
    let width = 0;

    /** @param {number} target */
    function moveTo(target) {
      value = Math.min(100, Math.max(0, Math.round(target)));
      pair.style.setProperty('--wipe', `${value}%`);
      handle.setAttribute('aria-valuenow', String(value));
      handle.setAttribute('aria-valuetext', `${value} % ${left.toLowerCase()}`);
      showNames();
    }

    /** A side's name goes when the handle comes too near to its edge. */
    function showNames() {
      const room = (NAME_ROOM / (width || 1000)) * 100; // not laid out yet: wide
      surface.classList.toggle('no-truth-name', value < room);
      surface.classList.toggle('no-prediction-name', value > 100 - room);
    }

    handle.addEventListener('keydown', (event) => {
      const target = event.ctrlKey || event.metaKey || event.altKey ? null : keyTarget(event, value);
      if (target === null) return;
      event.preventDefault();
      moveTo(target);
    });
    followPointer(surface, handle, moveTo);
    new ResizeObserver(([entry]) => {
      width = entry.contentRect.width;
      showNames();
    }).observe(surface);
    moveTo(START);
    return surface;
  }

  // ---- views ----------------------------------------------------------------------------------

  /** One choice for all pairs: who compares side by side wants the next pair so too. @param {string} view */
  function show(view) {
    for (const { pair, buttons, lies } of pairs) {
      pair.dataset.view = view === 'slider' && !lies ? 'side' : view;
      for (const button of buttons) {
        button.setAttribute('aria-pressed', String(button.dataset.view === pair.dataset.view));
      }
    }
  }

  /** @param {HTMLElement} tools @param {boolean} lies @param {[string, string]} names */
  function fillTools(tools, lies, [left, right]) {
    const names = { ...VIEWS, truth: left, prediction: right };
    const group = make('div', { class: 'pair-views', role: 'group', 'aria-label': 'View' });
    const buttons = Object.entries(names)
      .filter(([view]) => view !== 'slider' || lies)
      .map(([view, label]) => make('button', { 'data-view': view, 'aria-pressed': false }, label));
    group.append(...buttons);
    group.addEventListener('click', (event) => {
      const button = hit(event, 'button');
      if (button) show(button.dataset.view);
    });
    tools.prepend(group);
    return buttons;
  }

  /** @param {HTMLElement} image */
  const shape = (image) => Number(image.getAttribute('width')) / Number(image.getAttribute('height'));

  /** @param {HTMLElement} pair */
  function setUpPair(pair) {
    const images = ['truth', 'prediction'].map(
      (side) => pair.querySelector(`[data-side="${side}"] img`),
    );
    if (images.includes(null)) return; // a missing side is said in words by the page
    const [truth, prediction] = images;
    const ratio = shape(truth) / shape(prediction);
    const lies = !(Math.abs(ratio - 1) > SHAPE_TOLERANCE); // unknown shapes are taken as equal
    if (shape(truth) > 0) pair.style.setProperty('--ratio', shape(truth).toFixed(4));
    let tools = pair.querySelector('[data-pair-tools]');
    if (!tools) {
      tools = make('div', { class: 'pair-tools needs-js' });
      pair.prepend(tools);
    }
    if (lies) pair.append(makeSurface(pair, pair.dataset.name));
    pairs.push({ pair, lies, buttons: fillTools(tools, lies, sidesOf(pair)) });
  }

  // ---- thumbnails -----------------------------------------------------------------------------

  /** What thumbnails are to show: a copy of a picture's long address waits until it is near. */
  const copies = /** @type {WeakMap<Element, HTMLImageElement>} */ (new WeakMap());
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      /** @type {HTMLImageElement} */ (target).src = copies.get(target)?.src ?? '';
    }
  }, { rootMargin: '400px' });

  /** The tab of one pair, which is its panel. @param {HTMLElement} panel @param {string} name */
  function thumbnail(panel, name) {
    const image = panel.querySelector('img');
    const tab = make('button', {
      role: 'tab', class: 'thumbnail', id: `${panel.id}-tab`, 'aria-controls': panel.id,
    });
    if (image) {
      const small = make('img', { alt: '', decoding: 'async' });
      copies.set(small, image);
      near.observe(small);
      tab.append(small);
    }
    tab.append(make('span', {}, name));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', tab.id);
    return tab;
  }

  /**
   * Tabs that are pressed, or gone through with the arrow keys.
   * @param {HTMLElement[]} tabs
   * @param {string} label
   * @param {(index: number) => void} select
   */
  function tabRow(tabs, label, select) {
    const row = make('div', { class: 'thumbnails', role: 'tablist', 'aria-label': label }, ...tabs);
    row.addEventListener('click', (event) => {
      const index = tabs.indexOf(hit(event, '[role="tab"]'));
      if (index >= 0) select(index);
    });
    row.addEventListener('keydown', (event) => {
      const last = tabs.length - 1;
      const from = tabs.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      /** @type {Object<string, number>} */
      const ways = {
        ArrowLeft: from > 0 ? from - 1 : last,
        ArrowRight: from < last ? from + 1 : 0,
        Home: 0,
        End: last,
      };
      const to = ways[event.key];
      if (from < 0 || to === undefined) return;
      event.preventDefault();
      select(to);
      tabs[to].focus();
    });
    return row;
  }

  /**
   * Shows one pair of a list; the others wait behind their thumbnails.
   * @param {HTMLElement} list @param {number|string} listIndex
   */
  function setUpThumbnails(list, listIndex) {
    const panels = all('[data-pair]', list);
    if (panels.length < 2) return;
    const tabs = panels.map((panel, index) => {
      panel.id ||= `pair-${listIndex}-${index}`;
      return thumbnail(panel, panel.dataset.name || `Picture ${index + 1}`);
    });

    /** @param {number} chosen */
    function select(chosen) {
      tabs.forEach((tab, index) => {
        tab.setAttribute('aria-selected', String(index === chosen));
        tab.tabIndex = index === chosen ? 0 : -1;
        panels[index].hidden = index !== chosen;
      });
    }

    const row = tabRow(tabs, list.getAttribute('aria-label') || 'Pictures', select);
    list.addEventListener('reveal', (event) => {
      const index = panels.findIndex((panel) => panel.contains(event.target));
      if (index >= 0) select(index);
    });
    panels[0].before(row);
    select(0);
  }

  let lists = 0;
  whenThere((place) => {
    setUpPairs(place);
    for (const list of all('[data-pairs]', place)) setUpThumbnails(list, lists++);
  });

  /**
   * Pairs that a script has made: `list` holds them. Those no longer in the page are forgotten.
   * @param {HTMLElement} list
   */
  function setUp(list) {
    pairs.splice(0, pairs.length, ...pairs.filter(({ pair }) => pair.isConnected));
    setUpPairs(list);
    setUpThumbnails(list, 'compared');
  }

  /** Those in a place, in the view that was chosen for all. @param {ParentNode} place */
  function setUpPairs(place) {
    const view = pairs.find(({ pair }) => pair.isConnected)?.pair.dataset.view ?? 'slider';
    all('[data-pair]', place).forEach(setUpPair);
    show(view);
  }

  return { setUp };
})();
