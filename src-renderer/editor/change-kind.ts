import type { z } from 'zod';

interface KindOption {
  shape: Record<string, z.ZodType> & { kind: z.ZodLiteral };
}

/** A zod union discriminated by `kind`, such as that of the optimizers. */
interface KindSchema<T> {
  options: readonly KindOption[];
  parse: (value: unknown) => T;
}

/**
 * Changes settings to another kind, for example from Adam to SGD. Values that the new kind accepts are
 * kept; the others come from `defaults`, then from the defaults of the schema. Throws a ZodError if a
 * required setting has no value in any of them.
 */
export function changeKind<T extends { kind: string }>(
  schema: KindSchema<T>,
  settings: T,
  kind: T['kind'],
  defaults: object = {},
): T {
  const shape: Record<string, z.ZodType> =
    schema.options.find((option) => option.shape.kind.values.has(kind))?.shape ?? {};
  const kept = Object.entries(settings).filter(
    ([key, value]) => key !== 'kind' && shape[key]?.safeParse(value).success,
  );
  return schema.parse({ ...defaults, ...Object.fromEntries(kept), kind });
}
