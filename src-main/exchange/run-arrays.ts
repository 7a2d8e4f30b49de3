/**
 * All values of runs as NumPy's NPZ: arrays `RUN/METRIC/step` (int64), `RUN/METRIC/seconds` and `RUN/METRIC/value`
 * (float64), and `runs`, the settings of the runs as a text in JSON.
 *
 *     data = numpy.load('runs.npz')
 *     runs = json.loads(str(data['runs']))
 *     loss = data[runs[0]['run'] + '/train/loss/value']
 */
import type { FileOutput } from '#files/file-output';
import type { Run } from '#spec/run';
import { NpzWriter, type NpzArray } from '#storage/npz';
import { readColumns, type RunData } from './run-data';
import { describeRun } from './run-description';

/** Returns the number of values. */
export async function writeRunArrays(
  output: FileOutput,
  runs: readonly RunData[],
): Promise<number> {
  const writer = new NpzWriter();
  const add = async (array: NpzArray): Promise<void> => {
    for (const part of writer.add(array)) await output.write(part);
  };
  const described: object[] = [];
  let rows = 0;
  for (const { run, metrics } of runs) {
    described.push(
      describe(
        run,
        metrics.map(({ name }) => name),
      ),
    );
    for (const metric of metrics) {
      const { step, seconds, value } = await readColumns(metric);
      const name = `${run.id}/${metric.name}`;
      const shape = [step.length];
      const steps = bytesOf(BigInt64Array.from(step, BigInt));
      await add({ name: `${name}/step`, dtype: '<i8', shape, bytes: steps });
      await add({ name: `${name}/seconds`, dtype: '<f8', shape, bytes: bytesOf(seconds) });
      await add({ name: `${name}/value`, dtype: '<f8', shape, bytes: bytesOf(value) });
      rows += step.length;
    }
  }
  await add(textArray('runs', JSON.stringify(described)));
  await output.write(writer.finish());
  return rows;
}

function describe(run: Run, metrics: readonly string[]): object {
  const { status, step, seconds, created, tags, spec } = run;
  const settings = run.spec ? { spec } : { spec, imported: run.imported };
  return { ...describeRun(run), status, step, seconds, created, tags, metrics, ...settings };
}

/** An array without dimensions that holds a text: 4 bytes for each character. */
function textArray(name: string, text: string): NpzArray {
  const characters = Uint32Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const dtype = `<U${characters.length}` as const;
  return { name, dtype, shape: [], bytes: bytesOf(characters) };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
