/** Ahead of the window's script: what pages have gained since Chromium 83. */
import './gained';
import './page-canvas';
import './page-selectors';
