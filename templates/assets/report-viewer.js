'use strict';

/** The enlarged view: one dialog for all pictures that the page offers to enlarge. */
(() => {
  const { all, make, whenThere } = ReportPage;
  const LARGEST = 8;
  const STEP = 1.4;
  const CLOSER = 2.5;
  const PAN_STEP = 60;
  /** @type {Object<string, string>} */
  const SIDE_NAMES = { truth: 'ground truth', prediction: 'prediction' };

  const zoomButtons = () => all('[data-zoom]');
  if (!all('[data-zoom], .run-fold > noscript').length || typeof HTMLDialogElement === 'undefined') return;

  // ---- what can be shown ----------------------------------------------------------------------

  /**
   * Pictures in the order of the page; a pair is one entry with two sides.
   * @returns {{images: HTMLImageElement[]}[]}
   */
  function gallery() {
    /** @type {{images: HTMLImageElement[]}[]} */
    const entries = [];
    const taken = new Set();
    for (const button of zoomButtons()) {
      const image = document.getElementById(button.dataset.zoom);
      if (!(image instanceof HTMLImageElement) || taken.has(image)) continue;
      const pair = image.closest('[data-pair]');
      const images = pair ? all('[data-side] img', pair) : [image];
      images.forEach((each) => taken.add(each));
      entries.push({ images });
    }
    return entries;
  }

  /** What the page says of a picture; of a pair's sides, what it says of all pairs. @param {HTMLElement} image */
  function captionOf(image) {
    const source = image.closest('[data-pair]')
      ? image.closest('section')?.querySelector('.intro')
      : image.closest('figure')?.querySelector('figcaption');
    if (!source) return '';
    const words = /** @type {HTMLElement} */ (source.cloneNode(true));
    all('button, .needs-js', words).forEach((control) => control.remove());
    return (words.textContent ?? '').replace(/\s+/g, ' ').trim();
  }

  /** @param {HTMLElement} image @returns {string} */
  const sideOf = (image) => image.closest('[data-side]')?.getAttribute('data-side') ?? '';

  // ---- the dialog -----------------------------------------------------------------------------

  /** @param {string} label @param {string} sign @param {() => void} action */
  const control = (label, sign, action) => {
    const button = make('button', { 'aria-label': label, title: label }, sign);
    button.addEventListener('click', action);
    return button;
  };
  const previous = control('Previous picture', '←', () => go(-1));
  const next = control('Next picture', '→', () => go(1));
  const swap = control('', '', () => toggleSide());
  const smaller = control('Zoom out', '−', () => zoomBy(1 / STEP));
  const fit = control('Fit to the window', 'Fit', () => resetZoom());
  fit.classList.add('viewer-fit');
  const larger = control('Zoom in', '+', () => zoomBy(STEP));
  const close = control('Close', '×', () => dialog.close());
  const title = make('h2', { id: 'viewer-title', class: 'viewer-title', 'aria-live': 'polite' });
  const level = make('output', { class: 'viewer-level' });
  const picture = make('img', { class: 'viewer-picture', alt: '', draggable: 'false' });
  const stage = make('div', { class: 'viewer-stage' }, picture);
  const caption = make('p', { class: 'viewer-caption' });
  const keys = make('p', { class: 'viewer-keys', 'aria-hidden': 'true' });
  const dialog = make('dialog', { id: 'viewer', class: 'needs-js', 'aria-labelledby': title.id },
    make('div', { class: 'viewer-bar' },
      title,
      make('div', { class: 'viewer-group' }, swap),
      make('div', { class: 'viewer-group' }, smaller, level, larger, fit),
      make('div', { class: 'viewer-group' }, previous, next),
      close),
    stage,
    make('div', { class: 'viewer-foot' }, caption, keys));
  document.body.append(dialog);

  /** @type {{images: HTMLImageElement[]}[]} */
  let entries = [];
  let index = 0;
  let side = 0;
  /** @type {HTMLElement|null} */
  let opener = null;

  // ---- zoom and pan ---------------------------------------------------------------------------

  let scale = 1;
  let x = 0;
  let y = 0;

  /** Keeps the picture's edges at or beyond the stage's, so that it cannot be lost. */
  function place() {
    const roomX = Math.max(0, (picture.offsetWidth * scale - stage.clientWidth) / 2);
    const roomY = Math.max(0, (picture.offsetHeight * scale - stage.clientHeight) / 2);
    x = Math.min(roomX, Math.max(-roomX, x));
    y = Math.min(roomY, Math.max(-roomY, y));
    picture.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    stage.classList.toggle('zoomed', scale > 1);
    const shown = picture.naturalWidth ? (picture.offsetWidth * scale) / picture.naturalWidth : scale;
    level.textContent = `${Math.round(shown * 100)} %`;
    smaller.disabled = scale <= 1;
    larger.disabled = scale >= LARGEST;
    fit.disabled = scale === 1;
  }

  /** Zooms so that the point under the pointer (from the stage's centre) stays where it is. @param {number} factor */
  function zoomBy(factor, pointX = 0, pointY = 0) {
    const before = scale;
    const focused = document.activeElement;
    scale = Math.min(LARGEST, Math.max(1, scale * factor));
    if (scale < 1.01) scale = 1;
    x = pointX - (pointX - x) * (scale / before);
    y = pointY - (pointY - y) * (scale / before);
    place();
    if (focused instanceof HTMLButtonElement && focused.disabled) close.focus();
  }

  function resetZoom() {
    zoomBy(1 / scale);
  }

  /** @param {MouseEvent} event @returns {[number, number]} */
  function fromCentre(event) {
    const { left, top, width, height } = stage.getBoundingClientRect();
    return [event.clientX - left - width / 2, event.clientY - top - height / 2];
  }

  /** One pointer drags the picture, two pinch it. */
  function followPointers() {
    /** @type {Map<number, PointerEvent>} */
    const held = new Map();
    const spread = () => {
      const [a, b] = held.values();
      return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    };
    stage.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      held.set(event.pointerId, event);
      stage.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    stage.addEventListener('pointermove', (event) => {
      const last = held.get(event.pointerId);
      if (!last) return;
      const before = held.size === 2 ? spread() : 0;
      held.set(event.pointerId, event);
      if (held.size === 2 && before) {
        zoomBy(spread() / before, ...fromCentre(event));
      } else {
        x += event.clientX - last.clientX;
        y += event.clientY - last.clientY;
        place();
      }
    });
    for (const kind of ['pointerup', 'pointercancel', 'lostpointercapture']) {
      stage.addEventListener(kind, (event) => event instanceof PointerEvent && held.delete(event.pointerId));
    }
    stage.addEventListener('wheel', (event) => {
      event.preventDefault();
      zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...fromCentre(event));
    }, { passive: false });
    stage.addEventListener('dblclick', (event) => {
      zoomBy(scale > 1 ? 1 / scale : CLOSER, ...fromCentre(event));
    });
  }

  // ---- going through the pictures -------------------------------------------------------------

  function showPicture({ keepZoom = false } = {}) {
    const { images } = entries[index];
    const image = images[side];
    const several = images.length > 1;
    if (!keepZoom) {
      scale = 1;
      x = 0;
      y = 0;
    }
    picture.src = image.getAttribute('src') ?? '';
    picture.alt = image.alt;
    const name = image.closest('[data-pair]')?.getAttribute('data-name') || image.dataset.name;
    const which = SIDE_NAMES[sideOf(image)];
    title.textContent = [name, which].filter(Boolean).join(', ') || image.alt;
    caption.textContent = captionOf(image);
    if (!several && document.activeElement === swap) close.focus();
    swap.hidden = !several;
    if (several) {
      const other = SIDE_NAMES[sideOf(images[1 - side])] ?? 'other side';
      swap.textContent = `Show ${other}`;
      swap.setAttribute('aria-label', swap.textContent);
      swap.title = `${swap.textContent} (T)`;
    }
    for (const button of [previous, next]) button.hidden = entries.length < 2;
    keys.textContent = [
      entries.length > 1 ? `${index + 1} of ${entries.length} · ← → next picture` : '',
      '+ − 0 zoom', 'Shift with arrows moves', several ? 'T other side' : '',
    ].filter(Boolean).join(' · ');
    place();
  }

  /** @param {number} step */
  function go(step) {
    if (entries.length < 2) return;
    index = (index + step + entries.length) % entries.length;
    side = Math.min(side, entries[index].images.length - 1);
    showPicture();
  }

  function toggleSide() {
    if (entries[index].images.length < 2) return;
    side = 1 - side;
    showPicture({ keepZoom: true }); // the same spot on both sides is what one wants to compare
  }

  /** @param {number} dx @param {number} dy */
  function pan(dx, dy) {
    x += dx;
    y += dy;
    place();
  }

  /** @type {Object<string, () => void>} */
  const KEYS = {
    ArrowLeft: () => go(-1),
    ArrowRight: () => go(1),
    '+': () => zoomBy(STEP),
    '=': () => zoomBy(STEP),
    '-': () => zoomBy(1 / STEP),
    0: () => resetZoom(),
    t: () => toggleSide(),
    T: () => toggleSide(),
  };
  /** @type {Object<string, () => void>} */
  const SHIFT_KEYS = {
    ArrowLeft: () => pan(PAN_STEP, 0),
    ArrowRight: () => pan(-PAN_STEP, 0),
    ArrowUp: () => pan(0, PAN_STEP),
    ArrowDown: () => pan(0, -PAN_STEP),
  };

  document.addEventListener('keydown', (event) => {
    if (!dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = (event.shiftKey && SHIFT_KEYS[event.key]) || KEYS[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // ---- opening and closing --------------------------------------------------------------------

  /**
   * @param {HTMLImageElement} image
   * @param {HTMLElement|null} from where the focus goes back to
   */
  function open(image, from) {
    entries = gallery();
    index = entries.findIndex((entry) => entry.images.includes(image));
    if (index < 0 || dialog.open) return;
    side = entries[index].images.indexOf(image);
    opener = from;
    dialog.showModal();
    close.focus();
    showPicture();
  }

  dialog.addEventListener('close', () => {
    picture.removeAttribute('src');
    opener?.focus();
    opener = null;
  });

  /** @param {HTMLElement} image */
  const buttonOf = (image) => zoomButtons().find((button) => button.dataset.zoom === image.id);

  whenThere((place) => {
    for (const button of all('[data-zoom]', place)) {
      const image = document.getElementById(button.dataset.zoom);
      if (!(image instanceof HTMLImageElement)) continue;
      button.addEventListener('click', () => open(image, button));
      image.classList.add('zoomable');
      image.addEventListener('click', () => open(image, buttonOf(image) ?? null));
    }
    // Over a wiped pair one press moves the handle; two enlarge the side that lies under them.
    for (const surface of all('.wipe-surface', place)) {
      surface.addEventListener('dblclick', () => {
        const pair = surface.closest('[data-pair]');
        const image = pair.querySelector(`[data-side="${surface.dataset.under ?? 'truth'}"] img`);
        open(image, surface.querySelector('[role="slider"]'));
      });
    }
  });

  picture.addEventListener('load', place);
  addEventListener('resize', () => dialog.open && place());
  followPointers();
})();
