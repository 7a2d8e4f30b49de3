/** Runs before the script of the main process: what Electron 22 lacks of Electron 45. */
import './node';
import './page-protocol';
import './navigation';
