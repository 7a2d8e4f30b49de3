import { createHash } from 'node:crypto';
import type { AttributeValue, GraphNode, TensorValue } from './graph';
import { readNodeName, type Resource } from './resource';
import type { Binding, NativeTensor } from '../backend/node-backend';

/** Larger constants are not embedded in the graph but stored in resource variables that no step assigns. */
const MAX_EMBEDDED_BYTES = 4096;

type Values = Float32Array | Int32Array | Uint8Array;

/** A constant that is too large for the graph. It is written to its resource once the graph is loaded. */
export interface LargeConstant extends Resource {
  /** The binding's id of the tensor that holds it. The resources of all graphs share its memory. */
  tensorId: number;
}

/** The constants of all steps of a program. Equal constants are stored once. Owns the tensors of the large ones. */
export class ConstantPool {
  readonly #binding: Binding;
  /** Outputs by data type, shape and hash of the values. */
  readonly #outputs = new Map<string, string>();
  readonly #types = new Map<string, { shape: readonly number[]; dtype: number }>();
  readonly #uniformValues = new Map<string, number>();
  /** The values of int32 constants, by output. */
  readonly #integers = new Map<string, readonly number[]>();
  readonly #embedded: GraphNode[] = [];
  readonly #large: LargeConstant[] = [];

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  /** Returns the output of this constant. `dtype` is TensorFlow's number; `values` are copied. */
  add(shape: readonly number[], dtype: number, values: Values): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = [dtype, shape.join('x'), createHash('sha1').update(bytes).digest('hex')].join(' ');
    const existing = this.#outputs.get(key);
    if (existing !== undefined) return existing;
    const name = `constant/${this.#outputs.size}`;
    const value = findUniformValue(values);
    if (value !== null) this.#uniformValues.set(name, value);
    const singleValue = value === null ? null : this.#singleValueContent(dtype, value);
    const isLarge = !singleValue && bytes.length > MAX_EMBEDDED_BYTES;
    const output = isLarge ? readNodeName(name) : name;
    this.#outputs.set(key, output);
    this.#types.set(output, { shape: [...shape], dtype });
    if (values instanceof Int32Array && !isLarge) this.#integers.set(output, [...values]);
    if (isLarge) {
      const tensorId = this.#binding.createTensor([...shape], dtype, values.slice());
      this.#large.push({ handle: name, dtype, shape: [...shape], tensorId });
    } else {
      const tensor = { dtype, shape, content: singleValue ?? { tensorContent: bytes.slice() } };
      const attributes = { dtype: { type: dtype }, value: { tensor } };
      this.#embedded.push({ name, op: 'Const', inputs: [], attributes });
    }
    return output;
  }

  /**
   * Returns the output of a constant that a tensor from before the steps holds. The tensor is not read: its values count
   * as unknown, and as equal only to those of the same `sourceId`. Takes over `tensor`, which shares its memory.
   */
  addTensor(sourceId: number, { id, shape, dtype }: NativeTensor): string {
    const key = `tensor ${sourceId}`;
    const existing = this.#outputs.get(key);
    if (existing !== undefined) {
      this.#binding.deleteTensor(id);
      return existing;
    }
    const handle = `constant/${this.#outputs.size}`;
    const output = readNodeName(handle);
    this.#outputs.set(key, output);
    this.#large.push({ handle, dtype, shape: [...shape], tensorId: id });
    return output;
  }

  /** Returns the output of an int32 constant. */
  int32(shape: readonly number[], values: readonly number[]): string {
    return this.add(shape, this.#binding.TF_INT32, Int32Array.from(values));
  }

  /** The data type of int32 constants, as an attribute. */
  int32Type(): AttributeValue {
    return { type: this.#binding.TF_INT32 };
  }

  /** The nodes of the constants that are embedded in the graph. */
  embedded(): readonly GraphNode[] {
    return this.#embedded;
  }

  /** The constants that are stored in resources. */
  large(): readonly LargeConstant[] {
    return this.#large;
  }

  /** Frees the tensors of the large constants, once no graph holds them any more. */
  dispose(): void {
    for (const { tensorId } of this.#large.splice(0)) this.#binding.deleteTensor(tensorId);
    this.#outputs.clear();
  }

  /** The shape and TensorFlow's data type of a constant that was added as values; undefined for any other output. */
  typeOf(output: string): { shape: readonly number[]; dtype: number } | undefined {
    return this.#types.get(output);
  }

  /** The value that all elements of an embedded constant have; null if they differ, and for any other output. */
  uniformValue(output: string): number | null {
    return this.#uniformValues.get(output) ?? null;
  }

  /** The values of an embedded int32 constant, in order; null for any other output. */
  integersOf(output: string): readonly number[] | null {
    return this.#integers.get(output) ?? null;
  }

  /** The content of a tensor whose elements all have one value: short whatever its shape. */
  #singleValueContent(dtype: number, value: number): TensorValue['content'] | null {
    if (dtype === this.#binding.TF_FLOAT) return { floatVal: [value] };
    if (dtype === this.#binding.TF_INT32) return { intVal: [value] };
    return null;
  }
}

function findUniformValue(values: Values): number | null {
  const [first] = values;
  // NaN is left out because its bits may carry data (see DeviceByteTable); `Object.is` tells −0 from 0.
  if (first === undefined || Number.isNaN(first)) return null;
  return values.some((value) => !Object.is(value, first)) ? null : first;
}
