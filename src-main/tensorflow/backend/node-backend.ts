/** tfjs-node's backend and its native binding, typed as far as this program calls them itself. */
import { tf, type DataType, type Tensor } from './tf';

/** A tensor as the binding knows it. */
export interface NativeTensor {
  id: number;
  shape: number[];
  /** One of TensorFlow's own numbers of types. */
  dtype: number;
}

/** An attribute of an op as the binding takes it; `type` is one of its `TF_ATTR_...`. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

export interface Binding {
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  createTensor(shape: number[], dtype: number, values: unknown): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayBufferView;
  executeOp(
    name: string,
    attributes: NativeAttribute[],
    inputs: number[],
    outputs: number,
  ): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are joined by commas, each `node:output`, or `node` for its first output. */
  runSavedModel(
    id: number,
    inputs: number[],
    inputNames: string,
    outputNames: string,
  ): NativeTensor[];
}

export interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  binding: Binding;
  /** The binding's ids of tensors; uploads what JavaScript still holds. */
  getInputTensorIds(tensors: readonly Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): Tensor;
  getDTypeInteger(dtype: DataType): number;
  read(dataId: object): Promise<unknown>;
}

/** The TensorFlow backend where it is the current one, else null. */
export function nodeBackend(): NodeBackend | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as NodeBackend) : null;
}

/** What an op is told beside its inputs, by the kind of attribute. */
export interface Attributes {
  /** Of tfjs, or TensorFlow's own numbers of types that tfjs does not know. */
  types?: Record<string, DataType | number>;
  ints?: Record<string, number>;
  floats?: Record<string, number>;
  bools?: Record<string, boolean>;
}

export function nativeAttributes(
  backend: NodeBackend,
  { types = {}, ints = {}, floats = {}, bools = {} }: Attributes,
): NativeAttribute[] {
  const { binding } = backend;
  const of = (type: number, values: Record<string, unknown>): NativeAttribute[] =>
    Object.entries(values).map(([name, value]) => ({ name, type, value }));
  return [
    ...Object.entries(types).map(([name, dtype]) => ({
      name,
      type: binding.TF_ATTR_TYPE,
      value: typeof dtype === 'number' ? dtype : backend.getDTypeInteger(dtype),
    })),
    ...of(binding.TF_ATTR_INT, ints),
    ...of(binding.TF_ATTR_FLOAT, floats),
    ...of(binding.TF_ATTR_BOOL, bools),
  ];
}

/**
 * Executes one of TensorFlow's ops that tfjs has no function for. No gradient flows through it: call it
 * in the forward pass of a custom gradient. The result is tracked as any tensor of tfjs.
 */
export function executeOp(
  backend: NodeBackend,
  name: string,
  inputs: readonly Tensor[],
  attributes: Attributes,
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

/** The same binding with some functions replaced. Its properties are read-only, in what inherits from it too. */
export function bindingWith(binding: Binding, instead: Partial<Binding>): Binding {
  const result = {} as Binding;
  for (const name of Object.getOwnPropertyNames(binding))
    Object.defineProperty(result, name, {
      value: instead[name as keyof Binding] ?? binding[name as keyof Binding],
    });
  return result;
}

/** A tensor of its own with the same values, past any interception of the binding. */
export function copyOf(backend: NodeBackend, binding: Binding, tensor: Tensor): Tensor {
  const [copy] = binding.executeOp('Identity', [], backend.getInputTensorIds([tensor]), 1);
  if (!copy) throw new Error('Identity gave nothing');
  return backend.createOutputTensor(copy);
}
