import type { AttributeValue } from './graph';
import type { Binding, NativeAttribute } from '../backend/node-backend';

/** An attribute as the binding takes it, in its form in a graph; null where it has none. */
export function graphAttribute(
  binding: Binding,
  { type, value }: NativeAttribute,
): AttributeValue | null {
  const list = Array.isArray(value);
  switch (type) {
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    case binding.TF_ATTR_INT:
      return list ? { ints: value } : { i: value as number };
    case binding.TF_ATTR_FLOAT:
      return list ? { floats: value } : { f: value as number };
    case binding.TF_ATTR_BOOL:
      return list ? { bools: value } : { b: value as boolean };
    case binding.TF_ATTR_TYPE:
      return list ? null : { type: value as number };
    case binding.TF_ATTR_STRING:
      return list ? null : { s: value as string };
    default:
      return null;
  }
}
