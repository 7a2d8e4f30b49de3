/**
 * All values of runs as event files of TensorBoard: a folder with a sub-folder for each run, and in it one file. Tags are
 * the names of metrics, and the times are those of the training time from the start of the run on.
 */
import type { WriteFileOfFolder } from '#files/file-output';
import type { Run } from '#spec/run';
import type { MetricRows } from '#storage/metric-files';
import type { RunData } from '../run-data';
import { encodeFileVersion, encodeScalar } from './encode-event';
import { encodeRecord } from './records';

/** Returns the number of values. */
export async function writeEventFiles(
  write: WriteFileOfFolder,
  runs: readonly RunData[],
): Promise<number> {
  let rows = 0;
  for (const { run, metrics } of runs) {
    const start = Date.parse(run.started ?? run.created) / 1000;
    await write(`${run.id}/${eventFileName(run, start)}`, async (output) => {
      await output.write(encodeRecord(encodeFileVersion(start)));
      for (const { name, readPieces } of metrics) {
        for await (const piece of readPieces()) {
          await output.write(encodePiece(name, piece, start));
          rows += piece.step.length;
        }
      }
    });
  }
  return rows;
}

/** TensorBoard finds files by the part `tfevents`, and reads those of a folder in the order of their names. */
function eventFileName({ environment }: Run, start: number): string {
  const host = (environment?.host ?? '').replace(/[^A-Za-z0-9.-]/g, '-') || 'dni-workbench';
  return `events.out.tfevents.${String(Math.floor(start)).padStart(10, '0')}.${host}`;
}

function encodePiece(tag: string, { step, seconds, value }: MetricRows, start: number): Uint8Array {
  const records = Array.from(step, (at, row) =>
    encodeRecord(
      encodeScalar({
        tag,
        step: at,
        wallTime: start + (seconds[row] ?? 0),
        value: value[row] ?? NaN,
      }),
    ),
  );
  return Buffer.concat(records);
}
