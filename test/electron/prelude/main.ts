/** Ahead of the main process's script: Electron 45's API over Electron 9's. */
import './node';
import './web-fetch';
import './contents';
import './utility-process';
