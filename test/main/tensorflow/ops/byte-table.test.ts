import { describe, expect, it } from 'vitest';
import { DeviceByteTable } from '#tensorflow/ops/byte-table';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor1D } from '#tensorflow/backend/tf';
import { installed, onTensorFlow, valuesOf } from '../native';

const rows = Uint8Array.from({ length: 3 * 8 }, (_, index) => (index * 37) % 256);
const row = (number: number): number[] => [...rows.subarray(8 * number, 8 * number + 8)];

describe.skipIf(!installed)('a table of bytes', () => {
  onTensorFlow();

  it('gives rows by number as floats, op by op and within a compiled step', () => {
    const table = DeviceByteTable.of(rows, 8);
    if (!table) throw new Error('no table');
    const numbers = tf.tensor1d([2, 0, 2], 'int32');
    const taken = table.gather(numbers);
    expect(taken.shape).toEqual([3, 8]);
    expect(taken.dtype).toBe('float32');
    expect(valuesOf(taken)).toEqual([...row(2), ...row(0), ...row(2)]);
    const program = new CompiledProgram({ variables: [] });
    program.add('take', (given) => ({ out: table.gather(given['numbers'] as Tensor1D) }), {
      numbers,
    });
    const others = tf.tensor1d([1, 1, 0], 'int32');
    const { out } = program.run('take', { numbers: others });
    expect(valuesOf(out)).toEqual([...row(1), ...row(1), ...row(0)]);
    program.dispose();
    tf.dispose([numbers, others, taken, ...(out ? [out] : [])]);
    table.dispose();
  });

  it('keeps bytes that read as no number, also where all of them do', () => {
    // Four at a time, as float32: 0xffffffff, 0x7fc00001 and 0x7f800001 are all NaN.
    const rows = [
      [255, 255, 255, 255],
      [1, 0, 192, 127],
      [1, 0, 128, 127],
    ];
    for (const kept of [rows, [rows[0], rows[0]], [rows[2], rows[2]]]) {
      const table = DeviceByteTable.of(Uint8Array.from(kept.flatMap((row) => row ?? [])), 4);
      if (!table) throw new Error('no table');
      const program = new CompiledProgram({ variables: [] });
      const numbers = tf.range(0, kept.length, 1, 'int32');
      program.add('take', (given) => ({ out: table.gather(given['numbers'] as Tensor1D) }), {
        numbers,
      });
      const { out } = program.run('take', { numbers });
      expect(valuesOf(out)).toEqual(kept.flat());
      program.dispose();
      tf.dispose([numbers, ...(out ? [out] : [])]);
      table.dispose();
    }
  });

  it('is not to be had of rows that are no multiple of four bytes', () => {
    expect(DeviceByteTable.of(rows, 6)).toBeNull();
    expect(DeviceByteTable.of(rows.subarray(1, 17), 8)).toBeNull();
  });
});
