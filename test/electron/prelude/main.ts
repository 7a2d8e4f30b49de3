/** Runs before the script of the main process: the API of Electron 45 on Electron 9. */
import './node';
import './web-fetch';
import './contents';
import './utility-process';
