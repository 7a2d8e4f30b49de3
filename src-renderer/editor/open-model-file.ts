import { messageOf } from '#spec/errors';
import { editor } from './editor.svelte';
import { session } from '../stores/session.svelte';
import { readModelFile } from './read-model-file';

/** Opens the model in a file as a new one of the project, which has a file at once; another file shows an error notice. */
export async function openModelFile(file: File): Promise<void> {
  if (!session.project) {
    session.notify('Open a project first: the model is put on its canvas.', 'error');
    return;
  }
  const model = await readModelFile(file);
  if (typeof model === 'string') {
    session.notify(model, 'error');
    return;
  }
  editor.openAsNew(model);
  session.show('build');
  // A model from a template may go if it is not changed; one that was brought in must not get lost.
  await editor.save();
}

/** Asks for the file of a model with the dialog of the platform, and opens it. */
export function chooseModelFile(): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept: '.json,application/json' });
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file)
      void openModelFile(file).catch((error: unknown) => session.notify(messageOf(error), 'error'));
  });
  input.click();
}
