/** The resident memory of a process as Linux counts it (`/proc/PID/smaps`), by what it is. All in bytes. */
import { readFile } from 'node:fs/promises';

export interface ResidentMemory {
  /** The largest that it has been. */
  peak: number;
  /** Pages of files, which all processes share that have the same file open: TensorFlow's libraries, and all others. */
  files: { tensorflow: number; other: number };
  /** Pages of the process alone: those of libraries that were relocated, the heap of its first thread, and all others. */
  own: { relocated: number; heap: number; other: number };
}

export async function readResident(pid: number): Promise<ResidentMemory> {
  const [maps, status] = await Promise.all(
    ['smaps', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
  );
  return { ...parseSmaps(maps ?? ''), peak: kilobytes(status ?? '', 'VmHWM') };
}

function parseSmaps(text: string): Pick<ResidentMemory, 'files' | 'own'> {
  const files = { tensorflow: 0, other: 0 };
  const own = { relocated: 0, heap: 0, other: 0 };
  // A mapping begins with its range of addresses; its name is the sixth column.
  for (const mapping of text.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)) {
    const [head = ''] = mapping.split('\n', 1);
    const name = head.split(/\s+/).slice(5).join(' ');
    const anonymous = kilobytes(mapping, 'Anonymous');
    files[name.includes('libtensorflow') ? 'tensorflow' : 'other'] +=
      kilobytes(mapping, 'Rss') - anonymous;
    if (name === '[heap]') own.heap += anonymous;
    else own[name.startsWith('/') ? 'relocated' : 'other'] += anonymous;
  }
  return { files, own };
}

function kilobytes(text: string, field: string): number {
  return 1024 * Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
}
