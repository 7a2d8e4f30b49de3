/** What the language, and what Node shares with the web, has gained since Electron 9. */
import './gained';
import * as events from './events';

Object.assign(globalThis, events);
