import { appendFile, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logEntrySchema, type LogEntry } from '#api/types';
import { errorCode, fileError } from '#files/file-errors';

/** Appends an entry to the run's `log.jsonl`. Throws `unavailable` where it cannot be written. */
export async function appendLog(runDirectory: string, entry: LogEntry): Promise<void> {
  const path = join(runDirectory, 'log.jsonl');
  try {
    await appendFile(path, `${JSON.stringify(entry)}\n`);
  } catch (error) {
    throw fileError('written', path, error);
  }
}

/** Adds a missing line end after a last entry that was cut off, so that the next entry gets a line of its own. */
export async function repairLog(runDirectory: string): Promise<void> {
  const path = join(runDirectory, 'log.jsonl');
  const handle = await open(path, 'a+').catch((error: unknown) => {
    throw fileError('written', path, error);
  });
  try {
    const { size } = await handle.stat();
    if (size === 0) return;
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    if (buffer.toString() !== '\n') await handle.appendFile('\n');
  } finally {
    await handle.close();
  }
}

/** The run's log, the oldest entry first. Lines that are not entries, such as one cut off by a crash, are skipped. */
export async function readLog(runDirectory: string): Promise<LogEntry[]> {
  const path = join(runDirectory, 'log.jsonl');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError('read', path, error);
  }
  return text.split('\n').flatMap((line) => {
    const entry = logEntrySchema.safeParse(parseJson(line));
    return entry.success ? [entry.data] : [];
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
