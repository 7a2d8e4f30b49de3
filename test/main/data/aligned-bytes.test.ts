import { describe, expect, it, vi } from 'vitest';
import { alignedBytes } from '#data/aligned-bytes';
import { DeviceByteTable } from '#tensorflow/ops/byte-table';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import { tf, type Tensor1D } from '#tensorflow/backend/tf';
import { installed, onTensorFlow, valuesOf } from '../tensorflow/native';

it.each([0, 5, 2 ** 20 + 4])('gives %d zeros', (length) => {
  const bytes = alignedBytes(length);
  expect(bytes).toHaveLength(length);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});

it('gives ordinary memory where there is no address space', () => {
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function () {
    throw new RangeError('could not allocate memory');
  });
  expect(alignedBytes(2 ** 21)).toHaveLength(2 ** 21);
  vi.restoreAllMocks();
});

describe.skipIf(!installed)('on TensorFlow', () => {
  onTensorFlow();

  it('is read in place by a compiled step: there is one copy of the images', () => {
    const bytes = alignedBytes(2 ** 21);
    const table = DeviceByteTable.create(bytes, 2 ** 19);
    if (!table) throw new Error('no table');
    const row = tf.tensor1d([2], 'int32');
    const program = new CompiledProgram({ variables: [] });
    const gather = () => {
      const { out } = program.run('gather', { row });
      const values = valuesOf(out).slice(0, 3);
      out?.dispose();
      return values;
    };
    program.add('gather', (inputs) => ({ out: table.gather(inputs['row'] as Tensor1D) }), { row });
    expect(gather()).toEqual([0, 0, 0]);
    bytes.set([1, 2, 255], 2 * 2 ** 19);
    expect(gather()).toEqual([1, 2, 255]);
    program.dispose();
    table.dispose();
    row.dispose();
  });
});
