'use strict';

/**
 * What the whole page shares: theme, contents list, permalinks, copy buttons, the cue of wide
 * regions, print. The other report-*.js files use the helpers that this one returns.
 * Every part looks for its elements and does nothing when they are absent.
 */
const ReportPage = (() => {
  const THEME_KEY = 'reportgen-theme';
  const THEME_NAMES = { auto: 'automatic', light: 'light', dark: 'dark' };
  const MESSAGE_MS = 2500;
  /** A section is in view once its top is above this part of the window's height. */
  const READING_LINE = 0.35;
  /** Sections far from the window are laid out so long after the page is there. */
  const LAID_OUT_AFTER_MS = 1000;
  const LONGEST_RIDE_MS = 10000;

  /**
   * All elements that match, as an array.
   * @param {string} selector
   * @param {ParentNode} [root]
   * @returns {any[]} what they are, the selector says
   */
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /**
   * A new element; children are nodes or plain text, never markup.
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Object<string, string|number|boolean>} [attributes] false leaves the attribute out
   * @param {...(Node|string)} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    if (element instanceof HTMLButtonElement) element.type = 'button';
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== false) element.setAttribute(name, value === true ? '' : String(value));
    }
    element.append(...children);
    return element;
  }

  /**
   * A new element of a drawing.
   * @param {string} tag
   * @param {Object<string, string|number>} attributes
   * @param {...(Node|string)} children
   */
  function inSvg(tag, attributes, ...children) {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
    element.append(...children);
    return element;
  }

  /**
   * The nearest element of this kind in which something happened, or null.
   * @param {Event} event
   * @param {string} selector
   * @returns {any}
   */
  const hit = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

  // ---- runs that wait -------------------------------------------------------------------------

  /** Runs that are folded away stand in the page as text, which takes the browser little to read. */
  const waitingRuns = () => all('.run-fold > noscript');

  /** Puts such a run in its place. @param {Element} text */
  function unpack(text) {
    const fold = text.parentElement;
    text.replaceWith(...all('body > article', new DOMParser().parseFromString(text.textContent ?? '', 'text/html')));
    for (const section of all('.section', fold ?? undefined)) section.classList.add('laid-out');
    fold?.dispatchEvent(new CustomEvent('unpacked', { bubbles: true }));
  }

  /** Does this with the page, and with each run that is put in its place later. @param {(place: any) => void} work */
  function whenThere(work) {
    work(document);
    document.addEventListener('unpacked', ({ target }) => work(target));
  }

  /** The element of this id, be it in a run that waits. @param {string} id */
  function withId(id) {
    const waiting = document.getElementById(id) ? null
      : waitingRuns().find(({ textContent }) => textContent.includes(` id="${id}"`));
    if (waiting) unpack(waiting);
    return document.getElementById(id);
  }

  /** A run is put in its place when it is opened, or once there is nothing else to do. */
  function setUpRuns() {
    document.addEventListener('toggle', ({ target }) => {
      if (target instanceof HTMLDetailsElement && target.open) all(':scope > noscript', target).forEach(unpack);
    }, true);
    inIdleTime(() => {
      const [next] = waitingRuns();
      if (next) unpack(next);
      return Boolean(next);
    });
  }

  /**
   * The element that a "#id" address names, or null.
   * @param {string} hash
   */
  function byHash(hash) {
    try {
      return withId(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // a lone "%" in the address
    }
  }

  /** Once the page stands, works in slices until there is nothing left. @param {() => boolean} slice */
  function inIdleTime(slice) {
    const idle = window.requestIdleCallback ?? setTimeout;
    const next = () => { if (slice()) idle(next); };
    addEventListener('load', () => setTimeout(() => idle(next), LAID_OUT_AFTER_MS));
  }

  // ---- short messages -------------------------------------------------------------------------

  const messages = make('div', { class: 'message', role: 'status', 'aria-live': 'polite' });
  document.body.append(messages);
  let messageTimer = 0;

  /**
   * Has a short message read aloud and, unless what it says can be seen anyway, shows it.
   * @param {string} text
   * @param {{unseen?: boolean}} [options]
   */
  function say(text, { unseen = false } = {}) {
    clearTimeout(messageTimer);
    messages.textContent = '';
    messages.classList.remove('shown');
    // An open dialog covers and silences the rest of the page: the message goes inside it.
    (document.querySelector('dialog[open]') ?? document.body).append(messages);
    messageTimer = setTimeout(() => {
      messages.textContent = text; // set later than emptied: the same words are read again
      messages.classList.toggle('shown', !unseen);
      messageTimer = setTimeout(() => messages.classList.remove('shown'), MESSAGE_MS);
    }, 30);
  }

  // ---- theme ----------------------------------------------------------------------------------

  function setUpTheme() {
    const page = document.documentElement;
    const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
    /** @returns {keyof typeof THEME_NAMES} */
    const current = () => {
      const { theme } = page.dataset;
      return theme === 'light' || theme === 'dark' ? theme : 'auto';
    };
    const tellCharts = () => document.dispatchEvent(new CustomEvent('themechange'));
    systemIsDark.addEventListener('change', () => current() === 'auto' && tellCharts());
    const buttons = all('[data-action="theme"]');

    /**
     * The first press always changes what is seen; the third one follows the system again.
     * @returns {keyof typeof THEME_NAMES}
     */
    function following() {
      /** @type {(keyof typeof THEME_NAMES)[]} */
      const order = systemIsDark.matches ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
      return order[(order.indexOf(current()) + 1) % order.length];
    }

    function show() {
      for (const button of buttons) {
        const name = THEME_NAMES[current()];
        const word = button.querySelector('[data-theme-word]');
        if (word) word.textContent = name;
        button.setAttribute('aria-label', `Theme: ${name}. Change to ${THEME_NAMES[following()]}`);
        button.title = `Theme: ${name}`;
      }
    }

    function change() {
      const theme = following();
      page.dataset.theme = theme;
      try {
        localStorage.setItem(THEME_KEY, theme);
      } catch {
        // Not stored: it holds until the page is closed.
      }
      show();
      say(`Theme: ${THEME_NAMES[theme]}`, { unseen: true });
      tellCharts();
    }

    for (const button of buttons) button.addEventListener('click', change);
    show();
  }

  // ---- sections that wait ---------------------------------------------------------------------

  const waiting = all('.section');

  /** Lays all sections out: where the reader goes to an address, no height may be a guess. */
  function layOut() {
    for (const section of waiting.splice(0)) section.classList.add('laid-out');
  }

  /** What is seen comes first: sections far off are laid out in idle time, one a slice. */
  function setUpSections() {
    const [navigation] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
    if (!window.requestIdleCallback || (navigation && navigation.type !== 'navigate')) {
      layOut(); // after a reload the browser goes back to where the reader was
      return;
    }
    inIdleTime(() => {
      waiting.shift()?.classList.add('laid-out');
      return waiting.length > 0;
    });
  }

  // ---- contents list --------------------------------------------------------------------------

  /**
   * What is folded away or far off is not in view; to measure it would lay it out.
   * @param {Element} section @param {number} line
   */
  const startsAbove = (section, line) => !section.closest('details:not([open])')
    && (section.checkVisibility?.({ contentVisibilityAuto: true }) ?? true)
    && section.getBoundingClientRect().top <= line;

  /** Marks in the contents list which section is being read. @param {HTMLElement} contents */
  function followSections(contents) {
    /** @type {{link: HTMLAnchorElement, section: any}[]} */
    const entries = all('a[href^="#"]', contents).map((link) => ({ link, section: null }));
    if (!entries.length || !('IntersectionObserver' in window)) return;
    /** @type {{link: HTMLAnchorElement, section: any}|null} */
    let chosen = null; // the section that a link was pressed for, until it leaves the window
    let arrived = false;
    let atEnd = false;

    function mark() {
      if (chosen) {
        const { top, bottom } = chosen.section.getBoundingClientRect();
        const shown = bottom > 0 && top < innerHeight;
        if (arrived && !shown) chosen = null;
        arrived ||= shown;
      }
      const line = innerHeight * (atEnd ? 0.98 : READING_LINE);
      const above = scrollY < 8 ? [] : entries.filter(({ section }) => section && startsAbove(section, line));
      const current = chosen ?? above.at(-1) ?? entries[0];
      for (const entry of entries) {
        if (entry === current) entry.link.setAttribute('aria-current', 'true');
        else entry.link.removeAttribute('aria-current');
      }
    }

    const end = make('div', { class: 'page-end', 'aria-hidden': 'true' });
    document.body.append(end);
    const atLine = new IntersectionObserver(mark, {
      rootMargin: `0px 0px -${100 - READING_LINE * 100}% 0px`,
    });
    whenThere(() => entries.filter(({ section }) => !section).forEach((entry) => {
      entry.section = document.getElementById(entry.link.hash.slice(1));
      if (entry.section) atLine.observe(entry.section);
    }));
    new IntersectionObserver((seen) => {
      atEnd = seen[seen.length - 1].isIntersecting;
      mark();
    }).observe(end);
    contents.addEventListener('click', (event) => {
      const pressed = entries.find((entry) => entry.link === hit(event, 'a'));
      chosen = pressed && byHash(pressed.link.hash) ? pressed : null;
      arrived = false;
      if (chosen) mark();
    });
    for (const kind of ['wheel', 'touchmove', 'keydown']) {
      addEventListener(kind, () => { chosen = null; }, { passive: true });
    }
  }

  /**
   * On small screens the list opens from a button; Escape, a link or a press outside closes it.
   * @param {HTMLElement} contents @param {HTMLElement} button
   */
  function setUpContentsButton(contents, button) {
    const isOpen = () => button.getAttribute('aria-expanded') === 'true';
    /** @param {boolean} open */
    function setOpen(open) {
      button.setAttribute('aria-expanded', String(open));
      contents.toggleAttribute('data-open', open);
    }
    setOpen(false);
    button.addEventListener('click', () => setOpen(!isOpen()));
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !isOpen()) return;
      setOpen(false);
      button.focus();
    });
    document.addEventListener('click', (event) => {
      const [within, on] = [contents, button].map((element) => event.composedPath().includes(element));
      if (within ? hit(event, 'a') : !on) setOpen(false);
    });
  }

  function setUpContents() {
    const contents = document.getElementById('contents');
    if (!contents) return;
    followSections(contents);
    const button = document.querySelector('[data-action="contents"]');
    if (button) setUpContentsButton(contents, button);
  }

  // ---- links within the page ------------------------------------------------------------------

  /**
   * Opens whatever hides the element: folded details here, unselected pictures by the event.
   * @param {Element} target
   */
  function reveal(target) {
    layOut();
    /** @type {Element|null} */
    let node = target;
    for (; node; node = node.parentElement) {
      if (node instanceof HTMLDetailsElement) node.open = true;
    }
    target.dispatchEvent(new CustomEvent('reveal', { bubbles: true }));
  }

  /** @param {ScrollBehavior} behavior */
  function goToAddress(behavior) {
    const target = location.hash.length > 1 ? byHash(location.hash) : null;
    if (!target) return;
    reveal(target);
    target.scrollIntoView({ behavior });
  }

  /** A frame of a notebook has no address of its own: its links would lead to the notebook's. */
  const hasAddress = () => document.baseURI.split('#')[0] === location.href.split('#')[0];

  /**
   * Where addresses lead elsewhere, goes to the element as a link of the page would.
   * @param {Event} event @param {HTMLElement} target
   */
  function goWithin(event, target) {
    event.preventDefault();
    target.scrollIntoView({ behavior: 'instant' });
    if (!target.matches('a, button, input, select, [tabindex]')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  /**
   * Heights change while the page glides, as charts are drawn on the way: where that led elsewhere,
   * the rest is gone at once. Not where the reader scrolls meanwhile.
   * @param {Element} target
   */
  function arriveAt(target) {
    const ride = new AbortController();
    const { signal } = ride;
    for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      addEventListener(kind, () => ride.abort(), { signal, passive: true });
    }
    addEventListener('scrollend', () => {
      ride.abort();
      target.scrollIntoView({ behavior: 'instant' });
    }, { signal });
    setTimeout(() => ride.abort(), LONGEST_RIDE_MS);
  }

  function setUpLinks() {
    document.addEventListener('click', (event) => {
      const link = hit(event, 'a[href^="#"]');
      const target = link && link.hash.length > 1 ? byHash(link.hash) : null;
      if (link && !target && !hasAddress()) event.preventDefault(); // it would lead to the notebook
      if (!target) return;
      reveal(target); // before the browser scrolls there
      // The address of a site's index holds the view: a link within the page leaves it there.
      if (!hasAddress() || location.hash.includes('=')) goWithin(event, target);
      else arriveAt(target);
      if (!link.matches('.permalink')) return;
      if (hasAddress()) copyText(location.href.split('#')[0] + link.hash, 'Link copied');
      else say('The report has no address of its own here');
    });
    addEventListener('hashchange', () => goToAddress('auto'));
    goToAddress('instant'); // a long ride through the page would draw every chart on the way
  }

  // ---- copying --------------------------------------------------------------------------------

  /** The way of browsers that give no clipboard to pages opened from disk. @param {string} text */
  function copyBySelection(text) {
    const area = make('textarea', { class: 'visually-hidden', readonly: true });
    area.value = text;
    const focused = /** @type {HTMLElement|null} */ (document.activeElement);
    (document.querySelector('dialog[open]') ?? document.body).append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    focused?.focus?.({ preventScroll: true });
    return done;
  }

  /**
   * Puts text on the clipboard and says so.
   * @param {string} text
   * @param {string} confirmation
   */
  async function copyText(text, confirmation) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copyBySelection(text);
    }
    say(done ? confirmation : 'Could not copy: select the text and copy it by hand');
  }

  function setUpCopyButtons() {
    document.addEventListener('click', (event) => {
      const button = hit(event, '[data-copy]');
      const source = /** @type {any} */ (button && document.getElementById(button.dataset.copy));
      if (source) copyText((source.value ?? source.textContent).trim(), 'Copied');
    });
  }

  // ---- wide regions ---------------------------------------------------------------------------

  /**
   * Names a scrolling region after its caption, so that it can be told apart when read aloud.
   * @param {HTMLElement} region @param {number} index
   */
  function nameRegion(region, index) {
    if (region.hasAttribute('aria-label') || region.hasAttribute('aria-labelledby')) return;
    const caption = region.querySelector('caption');
    if (!caption) {
      region.setAttribute('aria-label', 'Wide content');
      return;
    }
    caption.id ||= `wide-caption-${index}`;
    // Of several runs each has such a table: its run is named, too.
    const run = region.closest('.run-fold')?.querySelector('.run-name')?.id;
    region.setAttribute('aria-labelledby', run ? `${run} ${caption.id}` : caption.id);
  }

  /** Regions wider than the window show which way they go on and can be scrolled by keyboard. */
  function setUpWideRegions() {
    /** @param {HTMLElement} region */
    function update(region) {
      const hidden = region.scrollWidth - region.clientWidth;
      const overflows = hidden > 1;
      region.classList.toggle('more-left', overflows && region.scrollLeft > 1);
      region.classList.toggle('more-right', overflows && region.scrollLeft < hidden - 1);
      if (overflows) {
        region.tabIndex = 0;
        region.setAttribute('role', 'region');
      } else {
        region.removeAttribute('tabindex');
        region.removeAttribute('role');
      }
    }
    if (!('ResizeObserver' in window)) return;
    const observer = new ResizeObserver((changes) => {
      for (const { target } of changes) update(/** @type {HTMLElement} */ (target.closest('.scroll-x')));
    });
    let number = 0;
    whenThere((place) => all('.scroll-x', place).forEach((region) => {
      nameRegion(region, number++);
      region.addEventListener('scroll', () => update(region), { passive: true });
      observer.observe(region);
      for (const child of region.children) observer.observe(child);
    }));
  }

  // ---- print ----------------------------------------------------------------------------------

  /** Paper cannot be opened: findings are unfolded and pictures loaded, and folded again after. */
  function setUpPrint() {
    /** @type {HTMLDetailsElement[]} */
    let opened = [];
    addEventListener('beforeprint', () => {
      // Whole runs of a comparison stay as the reader left them.
      const folded = all('details:not([open], .run-fold)').filter((details) => (
        details.matches('.folded, .question, .print-open') || details.closest('.finding') || details.querySelector('.finding')
      ));
      for (const details of folded) details.open = true;
      opened = opened.concat(folded);
      for (const picture of all('img[loading="lazy"]')) picture.loading = 'eager';
    });
    addEventListener('afterprint', () => {
      for (const details of opened) details.open = false;
      opened = [];
    });
  }

  setUpTheme();
  setUpRuns();
  setUpSections();
  setUpContents();
  setUpLinks();
  setUpCopyButtons();
  setUpWideRegions();
  setUpPrint();
  return { all, make, inSvg, hit, say, copyText, layOut, whenThere, withId };
})();
