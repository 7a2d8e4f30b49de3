/** Polyfills for Electron 9 of the language and of the web APIs in Node. */
import './gained';
import * as events from './events';

Object.assign(globalThis, events);
