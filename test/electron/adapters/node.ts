/** What Node 16 lacks of Node 20, limited to what the program and its packages use. */
import './language';
import 'core-js/actual/structured-clone';
import buffer from 'buffer';
import fs from 'fs';
import os from 'os';
import { join } from 'path';

/** Adds missing properties to an object without replacing existing ones. */
export function add(target: object, additions: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(additions))
    if (!(name in target))
      Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

/** A signal that aborts with the first of these. */
function any(signals: readonly AbortSignal[]): AbortSignal {
  const controller = new AbortController();
  for (const signal of signals) {
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }
  return controller.signal;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const { readdir } = fs.promises;

/** `readdir` with the option `recursive`, for entries with their types. */
async function readEntries(folder: string, options?: { recursive?: boolean }): Promise<unknown[]> {
  const entries = await readdir(folder, options as { withFileTypes: true });
  if (!options?.recursive) return entries;
  const found = [];
  for (const entry of entries) {
    found.push(Object.assign(entry, { parentPath: folder }));
    if (entry.isDirectory()) found.push(...(await readEntries(join(folder, entry.name), options)));
  }
  return found;
}

add(AbortSignal, { any });
add(buffer, { isUtf8 });
add(os, { availableParallelism: () => os.cpus().length });
add(process, { constrainedMemory: () => 0 });
Object.assign(fs.promises, { readdir: readEntries });
