/** Runs before the scripts of the page: polyfills for Chromium 83. */
import './gained';
import './page-canvas';
import './page-selectors';
