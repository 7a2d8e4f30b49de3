import { appendFile, open, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { logEntrySchema, type LogEntry } from '#api/types';
import { errorCode, fileError } from '#files/file-errors';
import { parseJson } from '#spec/parse-json';

export type { LogEntry };

/** Appends an entry to the run's `log.jsonl`. Throws `unavailable` where it cannot be written. */
export async function appendLog(runDirectory: string, entry: LogEntry): Promise<void> {
  const path = join(runDirectory, 'log.jsonl');
  let size: number | null = null;
  try {
    size = await fileSize(path);
    await appendFile(path, `${JSON.stringify(entry)}\n`);
  } catch (error) {
    // A part of the entry would spoil the one that is written next.
    if (size !== null) await truncate(path, size).catch(() => undefined);
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
  return parseLog(text);
}

/** The entries in the text of a log. */
export function parseLog(text: string): LogEntry[] {
  return text.split('\n').flatMap((line) => {
    const entry = logEntrySchema.safeParse(parseLine(line));
    return entry.success ? [entry.data] : [];
  });
}

async function fileSize(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

function parseLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return undefined;
  }
}
