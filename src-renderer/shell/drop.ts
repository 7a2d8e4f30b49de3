import { messageOf } from '#spec/errors';
import { editor } from '../editor/editor.svelte';
import { session } from '../stores/session.svelte';
import { modelFrom } from './dropped-model';

const carriesFiles = ({ dataTransfer }: DragEvent): boolean =>
  dataTransfer?.types.includes('Files') ?? false;

/** Says that files may be dropped here. What is dragged within the window is not ours to judge. */
export function draggedOver(event: DragEvent): void {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
}

/** Takes a project's folder, or the file of a model; anything else is answered with a sentence. */
export function dropped(event: DragEvent): void {
  const { dataTransfer } = event;
  if (!dataTransfer || !carriesFiles(event)) return;
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
  if (session.project && editor.dirty) await editor.save();
  await session.openProject(directory);
}

async function openModel(file: File): Promise<void> {
  if (!session.project) {
    session.notify('Open a project first: the model is put on its canvas.', 'error');
    return;
  }
  const model = await modelFrom(file);
  if (typeof model === 'string') {
    session.notify(model, 'error');
    return;
  }
  if (editor.dirty && editor.modelId !== null) await editor.save();
  editor.newFrom(model);
  session.show('build');
}
