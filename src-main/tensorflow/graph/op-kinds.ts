/** Properties of TensorFlow ops that matter for a trace, looked up by the name of the op. */

const RANDOM = /^(Random|Multinomial|TruncatedNormal|ParameterizedTruncatedNormal|Stateful)/;
const DATA_DEPENDENT_SHAPE =
  /^(Where|Unique|ListDiff|NonMaxSuppression|SparseFillEmptyRows|SparseReshape)/;

/** Why an op with so many outputs cannot be part of a compiled step; null if it can. */
export function unsupportedReason(op: string, outputs: number): string | null {
  if (RANDOM.test(op))
    return `${op} draws random numbers from a state of its own, which no seed brings back (statelessUniform takes its seed as a tensor)`;
  if (DATA_DEPENDENT_SHAPE.test(op)) return `the shape of what ${op} gives depends on the data`;
  return outputs === 0 ? `${op} gives no tensor` : null;
}

// `Grad` is the end of an op's name, before a version (`FusedBatchNormGradV3`) or a variant
// (`MaxPoolGradWithArgmax`). StopGradient and PreventGradient return their input, MirrorPadGrad does where
// nothing was padded.
const ALLOCATING =
  /MatMul|Conv2D|Conv3D|Pool|(?<!MirrorPad)Grad(?!ient)|Softmax|Segment|Stateless|^(Sigmoid|Tanh|Relu6?|Elu|Selu|LeakyRelu|Softplus|Exp|Expm1|Log|Log1p|Sqrt|Rsqrt|Square|SquaredDifference|Sin|Cos|Erf|Gather|GatherV2|OneHot|Fill|Range|IsNan|ArgMax|ArgMin)$/;

/**
 * Whether the op always allocates new memory for its result. Others may return the memory of an input: a
 * reshape always, a sum over an axis of length 1, a product that TensorFlow recognises as one with 1.
 */
export function allocatesOutput(op: string): boolean {
  return ALLOCATING.test(op);
}
