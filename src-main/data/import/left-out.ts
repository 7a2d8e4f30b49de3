import { extname, relative } from 'node:path';
import { joinNames } from '#spec/quote';

/** What of a folder of images is not taken, by reason. */
export class LeftOut {
  readonly #directory: string;
  systemFiles = 0;
  /** Paths, also of the following. */
  readonly looseImages: string[] = [];
  readonly folders: string[] = [];
  readonly otherFiles: string[] = [];
  readonly pictures: string[] = [];
  readonly brokenLinks: string[] = [];
  readonly specialFiles: string[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  describe(): string[] {
    const { systemFiles } = this;
    return [
      ...this.#sentence(this.otherFiles, 'file that is no image', 'files that are no images'),
      ...this.#sentence(
        this.pictures,
        'picture of a format that is not read',
        'pictures of formats that are not read',
      ),
      ...this.#sentence(this.folders, 'folder that is no class', 'folders that are no classes'),
      ...this.#sentence(
        this.looseImages,
        'image outside the folders of the classes',
        'images outside the folders of the classes',
      ),
      ...this.#sentence(this.brokenLinks, 'link that leads nowhere', 'links that lead nowhere'),
      ...this.#sentence(this.specialFiles, 'device or pipe', 'devices or pipes'),
      ...(systemFiles === 0
        ? []
        : [
            `Left out ${systemFiles.toLocaleString('en')} hidden ${systemFiles === 1 ? 'file or folder' : 'files or folders'} of the system.`,
          ]),
    ];
  }

  /** What of a folder is left out, as names within it. */
  within(folder: string): string[] {
    return [...this.folders, ...this.pictures, ...this.otherFiles, ...this.brokenLinks]
      .map((path) => relative(folder, path))
      .filter((name) => !name.startsWith('..'));
  }

  #sentence(paths: readonly string[], one: string, several: string): string[] {
    if (paths.length === 0) return [];
    const names = paths.map((path) => relative(this.#directory, path));
    return [
      `Left out ${paths.length.toLocaleString('en')} ${paths.length === 1 ? one : several}${extensionsText(paths)}: ${joinNames(names)}.`,
    ];
  }
}

/** ` (3 .txt, 1 .csv)`, the most frequent first; '' where none has an extension. */
function extensionsText(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const extension = extname(path).toLowerCase();
    if (extension !== '') counts.set(extension, (counts.get(extension) ?? 0) + 1);
  }
  if (counts.size === 0 || paths.length === 1) return '';
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${count} ${name}`);
  return ` (${joinNames(parts)})`;
}
