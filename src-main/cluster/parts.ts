/**
 * The parts in which a job sends back the folders of its runs: what has changed in them since the part before. Applied in
 * the order of their numbers they make the folders here what they are there.
 *
 *     const bytes = encodePart({ job: 'job-1', number: 1 }, [{ kind: 'append', path, offset: 0, bytes: rows }]);
 *     const { changes } = decodePart(bytes, { job: 'job-1', number: 1 });
 *
 * A part is a line of JSON and after it the bytes of its changes, one after the other. A place is not trusted: a part
 * that does not fit is refused whole.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { WorkbenchError } from '#spec/errors';

/** Paths are below the folder `runs`, with slashes. */
const [name, number] = ['[A-Za-z0-9][A-Za-z0-9._-]*', '(0|[1-9]\\d{0,14})'];
const rows = `log\\.jsonl|metrics/${number}\\.f64|checkpoints/${number}/${name}`;
const pathOf = (text: string) =>
  z
    .string()
    .max(400)
    .regex(new RegExp(`^${name}/(${text})$`));
const growingFile = pathOf(rows);
const wholeFile = pathOf(`run\\.json|metrics\\.json|${rows}`);
const checkpoint = pathOf(`checkpoints/${number}`);

const changeSchema = z.discriminatedUnion('kind', [
  /** Bytes that follow the first `offset` of a file, which is cut there unless it has them. No bytes: it is cut. */
  z.strictObject({
    kind: z.literal('append'),
    path: growingFile,
    offset: z.int().min(0),
    length: z.int().min(0),
  }),
  /** The whole content of a file. */
  z.strictObject({ kind: z.literal('replace'), path: wholeFile, length: z.int().min(0) }),
  /** All files of a checkpoint are there: it appears now. */
  z.strictObject({ kind: z.literal('complete'), path: checkpoint }),
  /** The checkpoint is there no more. */
  z.strictObject({ kind: z.literal('remove'), path: checkpoint }),
]);

/** Changes in one part: every one takes some room in its header. */
export const mostChanges = 10_000;

const headerSchema = z.strictObject({
  version: z.literal(1),
  job: z.string(),
  number: z.int().min(1),
  sha256: z.string(),
  changes: z.array(changeSchema).max(mostChanges),
});

export type PartChange =
  | { kind: 'append'; path: string; offset: number; bytes: Uint8Array }
  | { kind: 'replace'; path: string; bytes: Uint8Array }
  | { kind: 'complete' | 'remove'; path: string };

/** Which part it is: one of another job or number is refused. */
export interface PartName {
  job: string;
  number: number;
}

const newline = 0x0a;

export function encodePart({ job, number }: PartName, changes: readonly PartChange[]): Uint8Array {
  const body = Buffer.concat(changes.map((change) => ('bytes' in change ? change.bytes : empty)));
  const header: z.input<typeof headerSchema> = {
    version: 1,
    job,
    number,
    sha256: sha256Of(body),
    changes: changes.map((change) => {
      if (!('bytes' in change)) return change;
      const { bytes, ...rest } = change;
      return { ...rest, length: bytes.length };
    }),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** Throws `validation` where the bytes are not this part, whole and as it was written. */
export function decodePart(part: Uint8Array, name: PartName): PartChange[] {
  const end = part.indexOf(newline);
  const header = end < 0 ? null : parseHeader(part.subarray(0, end));
  if (!header || header.job !== name.job || header.number !== name.number) throw damaged(name);
  const body = part.subarray(end + 1);
  const total = header.changes.reduce((sum, change) => sum + lengthOf(change), 0);
  if (total !== body.length || sha256Of(body) !== header.sha256) throw damaged(name);
  let position = 0;
  return header.changes.map((change) => {
    const bytes = body.subarray(position, (position += lengthOf(change)));
    if (change.kind === 'append')
      return { kind: 'append', path: change.path, offset: change.offset, bytes };
    return change.kind === 'replace' ? { kind: 'replace', path: change.path, bytes } : change;
  });
}

const empty = new Uint8Array();

function lengthOf(change: z.output<typeof changeSchema>): number {
  return 'length' in change ? change.length : 0;
}

function parseHeader(line: Uint8Array): z.output<typeof headerSchema> | null {
  try {
    return headerSchema.parse(JSON.parse(Buffer.from(line).toString('utf8')));
  } catch {
    return null;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function damaged({ job, number }: PartName): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `Part ${number} of what the job '${job}' has sent back is damaged or belongs to something else: it is not used. It is asked for again; stop the job to do without it.`,
  );
}
