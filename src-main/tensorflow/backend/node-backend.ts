/**
 * The backend of tfjs-node and its native binding, typed as far as this program calls them directly, and
 * functions that execute TensorFlow ops for which tfjs has no function.
 */
import { tf, type DataType, type Tensor } from './tf';

/** A tensor as the binding represents it. */
export interface NativeTensor {
  id: number;
  shape: number[];
  /** The number of a `DataType` of TensorFlow. */
  dtype: number;
}

/** An attribute of an op in the form the binding takes; `type` is one of its `TF_ATTR_...` constants. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** The native addon of tfjs-node: a thin layer over the C API of TensorFlow. */
export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  /** Returns the id of a new tensor. Ids are never reused. */
  createTensor(shape: number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayBufferView;
  /** Executes an op eagerly. `inputs` are ids of tensors, `outputs` is the number of results. */
  executeOp(
    name: string,
    attributes: NativeAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are joined by commas; each is `node:output`, or `node` for the first output. */
  runSavedModel(
    id: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
}

/** The backend object that tfjs-node registers as `tensorflow`. */
export interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  binding: Binding;
  /** The ids that the binding has for these tensors. Uploads values that are still in JavaScript only. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  /** Wraps a tensor of the binding as a tfjs tensor, which owns it from then on. */
  createOutputTensor(tensor: NativeTensor): Tensor;
  getDTypeInteger(dtype: DataType): number;
  read(dataId: object): Promise<unknown>;
}

/** The current backend if it is TensorFlow, else null. */
export function nodeBackend(): NodeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NodeBackend) : null;
}

/** The attributes of an op by name, grouped by their kind. */
export interface OpAttributes {
  /** A data type of tfjs, or TensorFlow's number for one that tfjs does not have. */
  types?: Record<string, DataType | number>;
  ints?: Record<string, number>;
  floats?: Record<string, number>;
  bools?: Record<string, boolean>;
}

/** Converts attributes to the form the binding takes. */
export function nativeAttributes(
  backend: NodeBackend,
  { types = {}, ints = {}, floats = {}, bools = {} }: OpAttributes,
): NativeAttribute[] {
  const { binding } = backend;
  const withType = (type: number, values: Record<string, unknown>): NativeAttribute[] =>
    Object.entries(values).map(([name, value]) => ({ name, type, value }));
  return [
    ...Object.entries(types).map(([name, dtype]) => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: typeof dtype === 'number' ? dtype : backend.getDTypeInteger(dtype),
    })),
    ...withType(binding.TF_ATTR_INT, ints),
    ...withType(binding.TF_ATTR_FLOAT, floats),
    ...withType(binding.TF_ATTR_BOOL, bools),
  ];
}

/**
 * Executes a TensorFlow op for which tfjs has no function, and returns its `outputs` results. tfjs tracks
 * them like any other tensor. The op is not on the gradient tape: call this inside the forward or backward
 * function of a custom gradient.
 */
export function executeOp(
  backend: NodeBackend,
  name: string,
  inputs: readonly Tensor[],
  attributes: OpAttributes,
  outputs = 1,
): Tensor[] {
  return backend.binding
    .executeOp(
      name,
      nativeAttributes(backend, attributes),
      backend.getInputTensorIds(inputs),
      outputs,
    )
    .map((tensor) => backend.createOutputTensor(tensor));
}

/**
 * A binding with the same properties, some of them replaced. The properties are read-only, also in objects
 * that inherit from the binding, so that they are copied one by one.
 */
export function overrideBinding(binding: Binding, overrides: Partial<Binding>): Binding {
  const result = {} as Binding;
  for (const name of Object.getOwnPropertyNames(binding))
    Object.defineProperty(result, name, {
      value: overrides[name as keyof Binding] ?? binding[name as keyof Binding],
    });
  return result;
}

/**
 * A new tensor with the same values, made by `binding`: pass the original binding to bypass one that
 * intercepts calls. The caller disposes it.
 */
export function copyTensor(backend: NodeBackend, binding: Binding, tensor: Tensor): Tensor {
  const [copy] = binding.executeOp('Identity', [], backend.getInputTensorIds([tensor]), 1);
  if (!copy) throw new Error('the op Identity returned no tensor');
  return backend.createOutputTensor(copy);
}
