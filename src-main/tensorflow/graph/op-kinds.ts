/** What a recorded step needs to know of TensorFlow's ops, by their names. */

const RANDOM = /^(Random|Multinomial|TruncatedNormal|ParameterizedTruncatedNormal|Stateful)/;
const SHAPED_BY_DATA =
  /^(Where|Unique|ListDiff|NonMaxSuppression|SparseFillEmptyRows|SparseReshape)/;

/** Why an op that gives so many tensors has no place in a compiled step; null where it has. */
export function unsupportedReason(op: string, outputs: number): string | null {
  if (RANDOM.test(op))
    return `${op} draws random numbers from a state of its own, which no seed brings back (statelessUniform takes its seed as a tensor)`;
  if (SHAPED_BY_DATA.test(op)) return `the shape of what ${op} gives depends on the data`;
  return outputs === 0 ? `${op} gives no tensor` : null;
}

const OWN_MEMORY =
  /MatMul|Conv2D|Conv3D|Pool|Grad|Softmax|Segment|Stateless|^(Sigmoid|Tanh|Relu6?|Elu|Selu|LeakyRelu|Softplus|Exp|Expm1|Log|Log1p|Sqrt|Rsqrt|Square|SquaredDifference|Sin|Cos|Erf|Gather|GatherV2|OneHot|Fill|Range|IsNan|ArgMax|ArgMin)$/;

/**
 * Whether the result lies in memory that the op has taken for it. Others may hand on the memory of an input:
 * a reshape always, a sum over an axis of length 1, a product that TensorFlow finds to be with 1.
 */
export function allocatesOutput(op: string): boolean {
  return OWN_MEMORY.test(op);
}
