import { createHash } from 'node:crypto';
import type { AttributeValue, GraphNode, TensorValue } from './graph';
import type { Binding } from '../backend/node-backend';
import { valueOf, type Resource } from './resource';

/** Larger constants are not written into the graph but stored once, as variables nobody assigns. */
const EMBEDDED_BYTES = 4096;

type Numbers = Float32Array | Int32Array | Uint8Array;

/** A constant too large for the graph: written once, after loading. */
export interface StoredConstant extends Resource {
  shape: number[];
  values: Numbers;
}

/** The constants of a program, each kept once whatever the number of its uses. */
export class Constants {
  readonly #binding: Binding;
  readonly #references = new Map<string, string>();
  readonly #uniform = new Map<string, number>();
  readonly #embedded: GraphNode[] = [];
  readonly #stored: StoredConstant[] = [];

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  /** The output that gives this constant. `values` are copied. */
  add(shape: readonly number[], dtype: number, values: Numbers): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const key = [dtype, shape.join('x'), createHash('sha1').update(bytes).digest('hex')].join(' ');
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const name = `constant/${this.#references.size}`;
    const value = uniformValue(values);
    if (value !== null) this.#uniform.set(name, value);
    const content = value === null ? null : this.#shortContent(dtype, value);
    const large = !content && bytes.length > EMBEDDED_BYTES;
    const reference = large ? valueOf(name) : name;
    this.#references.set(key, reference);
    if (large)
      this.#stored.push({ handle: name, dtype, shape: [...shape], values: values.slice() });
    else {
      const tensor = { dtype, shape, content: content ?? { tensorContent: bytes.slice() } };
      const attributes = { dtype: { type: dtype }, value: { tensor } };
      this.#embedded.push({ name, op: 'Const', inputs: [], attributes });
    }
    return reference;
  }

  int32(shape: readonly number[], values: readonly number[]): string {
    return this.add(shape, this.#binding.TF_INT32, Int32Array.from(values));
  }

  /** The type of those, as an attribute. */
  int32Type(): AttributeValue {
    return { type: this.#binding.TF_INT32 };
  }

  /** The small ones, as nodes. */
  embedded(): readonly GraphNode[] {
    return this.#embedded;
  }

  /** The large ones. */
  stored(): readonly StoredConstant[] {
    return this.#stored;
  }

  /** The value that all elements of a constant have, if they have; null for what is no constant. */
  uniformValue(output: string): number | null {
    return this.#uniform.get(output) ?? null;
  }

  /** As which a tensor of any shape is short. */
  #shortContent(dtype: number, value: number): TensorValue['content'] | null {
    if (dtype === this.#binding.TF_FLOAT) return { floatVal: [value] };
    if (dtype === this.#binding.TF_INT32) return { intVal: [value] };
    return null;
  }
}

function uniformValue(values: Numbers): number | null {
  const [first] = values;
  // −0 stays −0; what is no number may hold bits that mean something to the step.
  if (first === undefined || Number.isNaN(first)) return null;
  return values.some((value) => !Object.is(value, first)) ? null : first;
}
