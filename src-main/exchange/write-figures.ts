/** The charts of a comparison as the files of a folder. */
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Figure } from '#chart/figure';
import { writeFolderInParts } from '#files/file-output';
import { figureEndings, type FigureFormat } from '#spec/export-format';
import { slug } from '#storage/names';
import { assertTarget } from './export-target';
import { renderFigure, type FigureFile } from './figure/write-figure';

export interface WrittenFigures {
  path: string;
  files: string[];
  bytes: number;
}

/**
 * Writes a file for each figure, numbered in their order: `01-test-error.pdf`. A folder that is there is replaced only if
 * it holds nothing but such files. Throws as `writeFigure` does, and the reason of `signal`.
 */
export async function writeFigures(
  path: string,
  figures: readonly Figure[],
  { overwrite, ...file }: FigureFile & { signal?: AbortSignal },
): Promise<WrittenFigures> {
  const folder = resolve(path);
  await assertTarget(folder, { isFolder: true, overwrite, isOwnFolder: holdsFiguresOnly });
  const files: string[] = [];
  let bytes = 0;
  const { signal } = file;
  await writeFolderInParts(
    folder,
    async (write) => {
      for (const [index, figure] of figures.entries()) {
        const name = figureFileName(figure, index, file.format);
        const content = await renderFigure(figure, file);
        bytes += await write(name, (output) => output.write(content));
        files.push(join(folder, name));
      }
    },
    { overwrite, signal },
  );
  return { path: folder, files, bytes };
}

function figureFileName({ title }: Figure, index: number, format: FigureFormat): string {
  const number = String(index + 1).padStart(2, '0');
  return `${number}-${slug(title)}.${figureEndings[format]}`;
}

async function holdsFiguresOnly(folder: string): Promise<boolean> {
  const endings = [...new Set(Object.values(figureEndings))].join('|');
  const pattern = new RegExp(`^\\d{2,}-[^/]+\\.(${endings})$`);
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.every((entry) => entry.isFile() && pattern.test(entry.name));
}
