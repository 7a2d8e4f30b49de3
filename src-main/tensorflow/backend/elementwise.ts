/** The op of the binding that computes many elementwise ops (`runtime/elementwise-op.ts`), as far as graphs use it. */
import type { NodeBackend } from './node-backend';

export const ELEMENTWISE_OP_NAME = 'DniElementwise';

/** The instructions, whose numbers are their places in this list. They take their operands as TensorFlow's ops do. */
export const ELEMENTWISE_OPS = [
  'Copy',
  'Add',
  'Sub',
  'Mul',
  'Tanh',
  'TanhGrad',
  'Sigmoid',
  'SigmoidGrad',
  'Relu',
  'ReluGrad',
  'Neg',
  'Square',
  'Maximum',
  'Minimum',
] as const;

/** The most instructions of one op, and of stores as many; the most operands that it reads. */
export const MOST_INSTRUCTIONS = 64;
export const MOST_VIEWS = 64;

const known = new WeakMap<NodeBackend, boolean>();

/** Whether the binding has the op: it may have been built by an earlier version. Tries it once. */
export function hasElementwiseOp(backend: NodeBackend): boolean {
  const isKnown = known.get(backend);
  if (isKnown !== undefined) return isKnown;
  const has = squares(backend, 3) === 9;
  known.set(backend, has);
  return has;
}

function squares({ binding }: NodeBackend, value: number): number | null {
  const id = binding.createTensor([1, 1], binding.TF_FLOAT, Float32Array.of(value));
  try {
    const int = (name: string, value: number | number[]) => ({
      name,
      type: binding.TF_ATTR_INT,
      value,
    });
    const attributes = [
      int('N', 1),
      int('M', 1),
      int('rows', [1]),
      int('columns', 1),
      int('views', [0, 0]),
      int('code', [ELEMENTWISE_OPS.indexOf('Square'), 0, 0]),
      int('stores', [1, 0, 0]),
      int('widths', [1]),
    ];
    const [result] = binding.executeOp(ELEMENTWISE_OP_NAME, attributes, [id], 1);
    if (!result) return null;
    const [square = null] = binding.tensorDataSync(result.id) as Float32Array;
    binding.deleteTensor(result.id);
    return square;
  } catch {
    return null;
  } finally {
    binding.deleteTensor(id);
  }
}
