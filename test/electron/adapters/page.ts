/** Runs before the scripts of the page: what Chromium 108 lacks. */
import './language';
import './canvas-color-mix';
