import { fileURLToPath } from 'node:url';

/** The folder of the program. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** Its own files: templates and bundled data. */
export const resources = fileURLToPath(new URL('../../resources', import.meta.url));
/** The script that trains one run in a process of its own. */
export const workerEntry = new URL('../training/worker.ts', import.meta.url);
