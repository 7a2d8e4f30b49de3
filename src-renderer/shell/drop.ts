import { messageOf } from '#spec/errors';
import { editor } from '../editor/editor.svelte';
import { session } from '../stores/session.svelte';
import { readDroppedModel } from './dropped-model';

const hasFiles = ({ dataTransfer }: DragEvent): boolean =>
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

/** Opens the dropped project folder or model file; anything else shows an error notice. */
export function handleDrop(event: DragEvent): void {
  const { dataTransfer } = event;
  if (!dataTransfer || !hasFiles(event)) return;
  event.preventDefault();
  const [file, ...others] = dataTransfer.files;
  if (!file || others.length > 0) {
    session.notify('Drop one thing: the folder of a project, or the file of a model.', 'error');
    return;
  }
  const isFolder = dataTransfer.items[0]?.webkitGetAsEntry()?.isDirectory ?? false;
  void (isFolder ? openFolder(file) : openModel(file)).catch((error: unknown) =>
    session.notify(messageOf(error), 'error'),
  );
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

async function openModel(file: File): Promise<void> {
  if (!session.project) {
    session.notify('Open a project first: the model is put on its canvas.', 'error');
    return;
  }
  const model = await readDroppedModel(file);
  if (typeof model === 'string') {
    session.notify(model, 'error');
    return;
  }
  editor.openAsNew(model);
  session.show('build');
}
