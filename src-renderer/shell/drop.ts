import { isArchiveName } from '#spec/archive';
import { messageOf } from '#spec/errors';
import { editor } from '../editor/editor.svelte';
import { archiveImport } from '../stores/archive-import.svelte';
import { importRuns, isCurveFile } from '../runs/import/import-runs.svelte';
import { startOffers } from '../projects/start-offer.svelte';
import { session } from '../stores/session.svelte';
import { openModelFile } from '../editor/open-model-file';
import { openedFile } from './opened-file.svelte';

export const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') ?? false;

/**
 * Accepts files that are dragged over the window. Drags within the window are left to their
 * components.
 */
export function handleDragOver(event: DragEvent): void {
  if (!hasFiles(event)) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
}

/**
 * Opens the dropped project folder or model file, looks into an archive, curves or data; anything else shows an error
 * notice.
 * On the start page, says what a project can be made of.
 */
export function handleDrop(event: DragEvent): void {
  const { dataTransfer } = event;
  if (!dataTransfer || !hasFiles(event)) return;
  event.preventDefault();
  const [file, ...others] = dataTransfer.files;
  if (!file || others.length > 0) {
    session.notify(
      'Drop one thing: the folder of a project, an archive, the file of a model, data, or curves.',
      'error',
    );
    return;
  }
  if (!session.project) {
    void startOffers.drop(file);
    return;
  }
  const isFolder = dataTransfer.items[0]?.webkitGetAsEntry()?.isDirectory ?? false;
  // Where runs are looked at, a folder is one of event files, and a table holds curves.
  const showsRuns = ['runs', 'compare'].includes(session.view);
  const openFile = isArchiveName(file.name)
    ? openArchive
    : isCurveFile(file.name) && showsRuns
      ? openCurves
      : /\.json$/i.test(file.name)
        ? openModelFile
        : openOther;
  const takesFolder = showsRuns ? openCurves : openFolder;
  void (isFolder ? takesFolder(file) : openFile(file)).catch((error: unknown) =>
    session.notify(messageOf(error), 'error'),
  );
}

/** Event files and tables, whose curves are imported as runs. A browser does not tell where they lie. */
async function openCurves(file: File): Promise<void> {
  const path = await session.droppedPath(file);
  importRuns.show(path ?? '');
  if (path === null) explainNoPath(file);
}

/** Data, or curves: in a browser, which does not tell where the file lies, only curves can be asked for. */
async function openOther(file: File): Promise<void> {
  const path = await session.droppedPath(file);
  if (path !== null) await openedFile.show(path);
  else await (isCurveFile(file.name) ? openCurves : openModelFile)(file);
}

function explainNoPath({ name }: File): void {
  session.notify(`A browser does not tell where a file lies: type the path of '${name}'.`, 'info');
}

/** A browser does not tell where a file lies: the dialog asks for its path then. */
async function openArchive(file: File): Promise<void> {
  const path = await session.droppedPath(file);
  archiveImport.show(path ?? '');
  if (path === null) explainNoPath(file);
}

async function openFolder(file: File): Promise<void> {
  const directory = await session.droppedPath(file);
  if (directory === null) {
    session.notify(
      'A browser does not tell where a folder lies: open the project by typing its path, in the menu at the top left.',
      'error',
    );
    return;
  }
  await editor.flush();
  await session.openProject(directory);
}
