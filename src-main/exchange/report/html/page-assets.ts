import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '#files/file-errors';
import type { PageAssets } from './page-html';

/** The modules of the page's script, each after those that it imports. */
const modules = [
  'page-data.js',
  'axis-places.js',
  'number-text.js',
  'legend-rows.js',
  'crosshair.js',
  'marks.js',
  'sortable-tables.js',
  'save-csv.js',
  'page.js',
];

/** The style and the script of every page, from the program's own files. Throws `unavailable` where one is not there. */
export async function readPageAssets(resources: string): Promise<PageAssets> {
  const read = async (name: string): Promise<string> => {
    const path = join(resources, 'report', name);
    try {
      // A browser computes the hash of the policy without carriage returns.
      return (await readFile(path, 'utf8')).replace(/\r\n/g, '\n');
    } catch (error) {
      throw fileError('read', path, error);
    }
  };
  const [style, ...sources] = await Promise.all(['page.css', ...modules].map(read));
  return { style: style ?? '', script: joinModules(sources) };
}

/**
 * One script of several modules: they share one scope, so that their imports and exports are left out. Their sources keep
 * an import on one line, declare exports where they are defined, and name nothing twice.
 */
export function joinModules(sources: readonly string[]): string {
  const bodies = sources.map((source) =>
    source
      .replace(/^import [^;]*;\n/gm, '')
      .replace(/^export (?=function|const|class)/gm, '')
      .trim(),
  );
  return `(() => {\n'use strict';\n${bodies.join('\n\n')}\n})();\n`;
}
