import { describe, expect, it } from 'vitest';
import { DeviceByteTable } from '#tensorflow/ops/byte-table';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor1D } from '#tensorflow/backend/tf';
import { installed, onTensorFlow, valuesOf } from '../native';

const rows = Uint8Array.from({ length: 3 * 8 }, (_, index) => (index * 37) % 256);
const row = (index: number): number[] => [...rows.subarray(8 * index, 8 * index + 8)];

describe.skipIf(!installed)('a table of bytes', () => {
  onTensorFlow();

  it('gathers rows as floats, op by op and in a compiled step', () => {
    const table = DeviceByteTable.create(rows, 8);
    if (!table) throw new Error('no table');
    const indices = tf.tensor1d([2, 0, 2], 'int32');
    const gathered = table.gather(indices);
    expect(gathered.shape).toEqual([3, 8]);
    expect(gathered.dtype).toBe('float32');
    expect(valuesOf(gathered)).toEqual([...row(2), ...row(0), ...row(2)]);
    const program = new CompiledProgram({ variables: [] });
    program.add('gather', (inputs) => ({ out: table.gather(inputs['indices'] as Tensor1D) }), {
      indices,
    });
    const otherIndices = tf.tensor1d([1, 1, 0], 'int32');
    const { out } = program.run('gather', { indices: otherIndices });
    expect(valuesOf(out)).toEqual([...row(1), ...row(1), ...row(0)]);
    program.dispose();
    tf.dispose([indices, otherIndices, gathered, ...(out ? [out] : [])]);
    table.dispose();
  });

  it('keeps bytes whose bits are NaN as floats, also if all rows are equal', () => {
    // Four at a time, as float32: 0xffffffff, 0x7fc00001 and 0x7f800001 are all NaN.
    const rows = [
      [255, 255, 255, 255],
      [1, 0, 192, 127],
      [1, 0, 128, 127],
    ];
    for (const bytes of [rows, [rows[0], rows[0]], [rows[2], rows[2]]]) {
      const table = DeviceByteTable.create(Uint8Array.from(bytes.flatMap((row) => row ?? [])), 4);
      if (!table) throw new Error('no table');
      const program = new CompiledProgram({ variables: [] });
      const indices = tf.range(0, bytes.length, 1, 'int32');
      program.add('gather', (inputs) => ({ out: table.gather(inputs['indices'] as Tensor1D) }), {
        indices,
      });
      const { out } = program.run('gather', { indices });
      expect(valuesOf(out)).toEqual(bytes.flat());
      program.dispose();
      tf.dispose([indices, ...(out ? [out] : [])]);
      table.dispose();
    }
  });

  it('is not available for rows that are not aligned to four bytes', () => {
    expect(DeviceByteTable.create(rows, 6)).toBeNull();
    expect(DeviceByteTable.create(rows.subarray(1, 17), 8)).toBeNull();
  });
});
