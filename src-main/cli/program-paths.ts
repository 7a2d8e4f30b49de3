import { fileURLToPath } from 'node:url';

/** The folder that holds `src-main` and `resources`. */
export const root = fileURLToPath(new URL('../..', import.meta.url));
/** The program's own files: templates and bundled data. */
export const resources = fileURLToPath(new URL('../../resources', import.meta.url));
