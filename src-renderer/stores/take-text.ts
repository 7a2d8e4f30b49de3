import { session } from './session.svelte';

/** Saves a text as a file, where the browser or the user puts it. */
export function saveText(name: string, text: string, type = 'text/plain'): void {
  saveBlob(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

/** The same with bytes. */
export function saveBytes(name: string, bytes: Uint8Array, type: string): void {
  saveBlob(name, new Blob([new Uint8Array(bytes)], { type }));
}

function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Copies a text and says so in `confirmation`. `remedy`: what to do where the clipboard cannot be written, a sentence. */
export async function copyText(
  text: string,
  confirmation: string,
  remedy = 'Save the table as CSV instead.',
): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    session.notify(confirmation, 'success');
  } catch {
    session.notify(`The clipboard cannot be written here. ${remedy}`, 'error');
  }
}
