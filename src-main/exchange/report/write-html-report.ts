import { resolve } from 'node:path';
import { writeFileInParts } from '#files/file-output';
import { assertTarget } from '../export-target';
import { readPageAssets } from './html/page-assets';
import { renderPage } from './html/page-html';
import type { Report } from './report';

export interface ReportTarget {
  path: string;
  /** Whether what is there is replaced. */
  overwrite: boolean;
  /** The folder of what the program brings. */
  resources: string;
  signal?: AbortSignal;
}

/** Where a report was written. */
export interface WrittenReport {
  path: string;
  /** How many files it has. */
  files: number;
  bytes: number;
  /** What is not in it, a sentence each. */
  notes: string[];
}

/**
 * Writes the report as one HTML file. Throws `conflict` where something is at the place already, and `unavailable` where
 * it cannot be written.
 */
export async function writeHtmlReport(
  report: Report,
  { resources, overwrite, signal, ...target }: ReportTarget,
): Promise<WrittenReport> {
  const path = resolve(target.path);
  await assertTarget(path, { isFolder: false, overwrite });
  const assets = await readPageAssets(resources);
  const page = renderPage(report, assets);
  const bytes = await writeFileInParts(path, (output) => output.write(page), { overwrite, signal });
  return { path, files: 1, bytes, notes: [] };
}
