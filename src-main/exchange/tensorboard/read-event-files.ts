/** Reads what TensorBoard would show: the scalars of every folder that has event files, of PyTorch and TensorFlow. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { takeTurn } from '#files/take-turn';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { decodeEvent, type DecodedEvent } from './decode-event';
import { writerName } from './encode-event';
import { EventCollector, type EventRun } from './event-run';
import { damagedRecord, readRecords } from './records';

/**
 * The runs in a folder and all folders below it, sorted by name; links to folders are not followed. `path` may be one
 * event file as well. The files of a folder are one run, in the order of their names, as in TensorBoard. Throws
 * `notFound` where there is no event file, `validation` with file and byte where one is damaged, `unavailable` where one
 * cannot be read.
 *
 *     const [run] = await readEventFiles('runs/Nov28_12-00-00_host');
 *     const { step, value } = run.scalars.get('Loss/train');
 */
export async function readEventFiles(path: string): Promise<EventRun[]> {
  const root = resolve(path);
  const folders = await findEventFiles(root);
  if (folders.size === 0)
    throw new WorkbenchError(
      'notFound',
      `There are no event files of TensorBoard in ${quote(root, maxQuotedPath)}: their names have 'tfevents' in them. Choose the folder that TensorBoard is started with.`,
    );
  const runs: EventRun[] = [];
  for (const [folder, files] of folders) {
    const collector = new EventCollector();
    for (const file of files)
      for await (const event of readEvents(file, (records) => collector.noteCut(file, records))) {
        collector.add(event);
        await takeTurn();
      }
    const name = relative(root, folder).split(sep).join('/');
    runs.push(collector.finish(folder === dirname(root) || name === '' ? '.' : name, files));
  }
  return runs;
}

/** Whether this program has written the file. Throws as `readEventFiles` does. */
export async function isOwnEventFile(file: string): Promise<boolean> {
  if (!isEventFile(basename(file))) return false;
  for await (const { writer } of readEvents(file)) return writer === writerName;
  return false;
}

/** `onCut` is called with the number of whole records where the last one of the file is cut off. */
async function* readEvents(
  file: string,
  onCut?: (records: number) => void,
): AsyncGenerator<DecodedEvent> {
  let records = 0;
  for await (const { offset, bytes } of readRecords(file, () => onCut?.(records))) {
    records += 1;
    let event: DecodedEvent;
    try {
      event = decodeEvent(bytes);
    } catch {
      throw damagedRecord(file, offset, 'the record there is no event of TensorBoard');
    }
    yield event;
  }
}

/** Whether TensorBoard takes a file of this name for an event file. */
export function isEventFile(name: string): boolean {
  return name.includes('tfevents') && !name.endsWith('.tmp') && !name.endsWith('.profile-empty');
}

/** The event files by folder, both sorted by name. */
async function findEventFiles(root: string): Promise<Map<string, string[]>> {
  try {
    if ((await stat(root)).isFile())
      return new Map(isEventFile(basename(root)) ? [[dirname(root), [root]]] : []);
    const found = new Map<string, string[]>();
    await searchFolder(root, found);
    return found;
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new WorkbenchError(
        'notFound',
        `There is no folder and no file ${quote(root, maxQuotedPath)}.`,
      );
    throw fileError('read', root, error);
  }
}

async function searchFolder(folder: string, found: Map<string, string[]>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile() && isEventFile(entry.name));
  if (files.length > 0)
    found.set(
      folder,
      files.map(({ name }) => join(folder, name)),
    );
  for (const entry of entries)
    if (entry.isDirectory()) await searchFolder(join(folder, entry.name), found);
}
