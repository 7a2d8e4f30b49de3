/** Converts the attributes of an op from the form the binding takes to their form in a graph. */
import type { AttributeValue } from './graph';
import type { Binding, NativeAttribute } from '../backend/node-backend';

/** The attribute in its form in a graph; null if it has none there. */
export function graphAttribute(
  binding: Binding,
  { type, value }: NativeAttribute,
): AttributeValue | null {
  const isList = Array.isArray(value);
  switch (type) {
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    case binding.TF_ATTR_INT:
      return isList ? { ints: value } : { i: value as number };
    case binding.TF_ATTR_FLOAT:
      return isList ? { floats: value } : { f: value as number };
    case binding.TF_ATTR_BOOL:
      return isList ? { bools: value } : { b: value as boolean };
    case binding.TF_ATTR_TYPE:
      return isList ? null : { type: value as number };
    case binding.TF_ATTR_STRING:
      return isList ? null : { s: value as string };
    default:
      return null;
  }
}

/**
 * Attributes that tfjs leaves out because eager execution infers them from the inputs, while a graph has to
 * state them. `dtype` is the data type of the first input.
 */
export function inferredAttributes(
  binding: Binding,
  op: string,
  dtype: number | undefined,
): Record<string, AttributeValue> {
  if (op !== 'ExpandDims' || dtype === undefined) return {};
  return { T: { type: dtype }, Tdim: { type: binding.TF_INT32 } };
}
