import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { toCsv } from '#analysis/tables/csv';
import { toLatex } from '#analysis/tables/latex';
import { toMarkdown } from '#analysis/tables/markdown';
import type { TextTable } from '#analysis/tables/text-table';
import { fileError } from '#files/file-errors';
import { writeFolderInParts, type WriteFileOfFolder } from '#files/file-output';
import { mapLimited } from '#files/map-limited';
import { quote } from '#spec/quote';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { runDirectory } from '#storage/runs';
import { writeCsv } from '../../csv';
import { assertTarget } from '../../export-target';
import { openRunData } from '../../run-data';
import { readPageAssets } from '../html/page-assets';
import { renderPage } from '../html/page-html';
import type { Report } from '../report';
import { tabulateRuns } from '../tabulate-runs';
import type { ReportTarget, WrittenReport } from '../write-html-report';
import { drawFigureFiles } from './figure-files';
import { describeForScript } from './figure-json';
import { nameFiles } from './file-names';
import { writeDocument } from './latex-document';
import { isUnchangedReport, ManifestWriter } from './manifest';
import { writeReadme } from './readme';

/** Runs whose files are open at the same time. */
const openFiles = 16;

/**
 * Writes the report as a folder: figures and tables for papers, the values of the runs, and a script that draws the
 * figures from them. Throws `conflict` where something is at the place already, and `unavailable` where it cannot be
 * written.
 */
export async function writeReportFolder(
  project: ProjectFolder,
  report: Report,
  runs: readonly Run[],
  { resources, overwrite, signal, ...target }: ReportTarget,
): Promise<WrittenReport> {
  const path = resolve(target.path);
  await assertTarget(path, { isFolder: true, overwrite, isOwnFolder: isUnchangedReport });
  const assets = await readPageAssets(resources);
  const script = await readScript(resources);
  const notes: string[] = [];
  let [files, bytes] = [0, 0];
  const build = async (writeFile: WriteFileOfFolder): Promise<void> => {
    const manifest = new ManifestWriter(writeFile);
    const write = (name: string, content: string | Uint8Array): Promise<void> =>
      manifest.write(name, (output) => output.write(content));
    const figures = await writeFigures(report, write, notes);
    const { tables, runs: runTable } = await writeTables(report, write);
    const hasValues = await writeValues(project, runs, manifest);
    await write('report.html', renderPage(report, assets));
    await write('report.tex', writeDocument(report, { figures, tables, runs: runTable }));
    await write('make_figures.py', script);
    await write('README.md', writeReadme(report, { notes, hasValues }));
    await manifest.finish();
    [files, bytes] = [manifest.count, manifest.bytes];
  };
  await writeFolderInParts(path, build, { overwrite, signal });
  return { path, files, bytes, notes };
}

async function readScript(resources: string): Promise<string> {
  const path = join(resources, 'report', 'make_figures.py');
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileError('read', path, error);
  }
}

type WriteFile = (name: string, content: string | Uint8Array) => Promise<void>;

/** Returns the names of the figures' files; null of one that has no picture. */
async function writeFigures(
  { figures, recipes }: Report,
  write: WriteFile,
  notes: string[],
): Promise<(string | null)[]> {
  const names = nameFiles(figures.map(({ title }) => title));
  const drawn: (string | null)[] = [];
  const described: object[] = [];
  for (const [index, figure] of figures.entries()) {
    const name = names[index] ?? String(index);
    const { files, page, note } = await drawFigureFiles(figure);
    for (const { ending, content } of files) await write(`figures/${name}.${ending}`, content);
    drawn.push(files.some(({ ending }) => ending === 'pdf') ? name : null);
    const recipe = recipes[index] ?? null;
    described.push(describeForScript(figure, { name, page, recipe }));
    if (note !== null) notes.push(`The figure ${quote(figure.title)} ${note}`);
  }
  const lines = described.map((figure) => JSON.stringify(figure)).join(',\n');
  await write('data/figures.json', `{"figures": [\n${lines}\n]}\n`);
  return drawn;
}

/** Returns the names of the tables' files, those of results and that of runs. */
async function writeTables(
  { tables, runs }: Report,
  write: WriteFile,
): Promise<{ tables: string[]; runs: string }> {
  const all = [...tables, { title: 'Runs', table: tabulateRuns(runs) }];
  const names = nameFiles(all.map(({ title }) => title));
  for (const [index, { table }] of all.entries()) {
    const name = names[index] ?? String(index);
    await write(`tables/${name}.tex`, toLatex(table, name));
    await write(`tables/${name}.md`, toMarkdown(table));
    await write(`tables/${name}.csv`, tableCsv(table));
  }
  return { tables: names.slice(0, -1), runs: names[names.length - 1] ?? '' };
}

function tableCsv({ columns, rows }: TextTable): string {
  return toCsv(
    columns.map(({ title }) => title),
    rows,
  );
}

/** Returns whether the runs have recorded any values. */
async function writeValues(
  project: ProjectFolder,
  runs: readonly Run[],
  manifest: ManifestWriter,
): Promise<boolean> {
  const opened = await mapLimited(runs, openFiles, (run) =>
    openRunData(run, runDirectory(project, run.id)),
  );
  const recorded = opened.filter(({ metrics }) => metrics.length > 0);
  if (recorded.length === 0) return false;
  await manifest.write('data/values.csv', async (output) => {
    await writeCsv(output, recorded);
  });
  return true;
}
