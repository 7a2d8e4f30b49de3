import type { Tensor, Tensor1D } from '#tensorflow/backend/tf';
import type { Feed, FeedShape } from './feed';

/**
 * A compiled step takes one flat record of tensors. These functions put a group of tensors into such a record,
 * each name behind a prefix, and take the group out again. No tensor is made or disposed of.
 */
export function packMap(
  prefix: string,
  tensors: ReadonlyMap<string, Tensor>,
): Record<string, Tensor> {
  return Object.fromEntries([...tensors].map(([name, tensor]) => [`${prefix}|${name}`, tensor]));
}

export function unpackMap<K extends string>(
  prefix: string,
  record: Readonly<Record<string, Tensor>>,
): Map<K, Tensor> {
  return new Map(
    Object.entries(record).flatMap(([name, tensor]): [K, Tensor][] =>
      name.startsWith(`${prefix}|`) ? [[name.slice(prefix.length + 1) as K, tensor]] : [],
    ),
  );
}

export function packFeed(
  prefix: string,
  { fields, resetMask, examples }: Feed,
): Record<string, Tensor> {
  return {
    ...packMap(`${prefix} field`, new Map(Object.entries(fields))),
    ...(resetMask && { [`${prefix} resetMask`]: resetMask }),
    ...(examples && { [`${prefix} examples`]: examples }),
  };
}

/** `shape`: the parts of the feed that are plain data. */
export function unpackFeed(
  prefix: string,
  record: Readonly<Record<string, Tensor>>,
  shape: FeedShape,
): Feed {
  return {
    ...shape,
    fields: Object.fromEntries(unpackMap(`${prefix} field`, record)),
    resetMask: record[`${prefix} resetMask`] ?? null,
    examples: (record[`${prefix} examples`] as Tensor1D | undefined) ?? null,
  };
}
