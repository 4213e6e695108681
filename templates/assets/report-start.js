'use strict';

/**
 * Runs in the head, before anything is painted: says that scripts work and applies the stored
 * theme, so that nothing moves or changes colour afterwards.
 */
(() => {
  const page = document.documentElement;
  page.classList.replace('no-js', 'js');
  try {
    const stored = localStorage.getItem('reportgen-theme');
    if (stored === 'light' || stored === 'dark') page.dataset.theme = stored;
  } catch {
    // Storage may be forbidden for files: the page then follows the system.
  }
})();
