import type { z } from 'zod';

interface KindOption {
  shape: Record<string, z.ZodType> & { kind: z.ZodLiteral };
}
interface KindSchema<T> {
  options: readonly KindOption[];
  parse: (value: unknown) => T;
}

/**
 * The settings of another kind: what both kinds have is kept where it fits, the rest comes from
 * `defaults`, then from the schema. Throws where neither has a setting that the kind must have.
 */
export function changeKind<T extends { kind: string }>(
  schema: KindSchema<T>,
  old: T,
  kind: T['kind'],
  defaults: object = {},
): T {
  const shape: Record<string, z.ZodType> =
    schema.options.find((option) => option.shape.kind.values.has(kind))?.shape ?? {};
  const kept = Object.entries(old).filter(
    ([key, value]) => key !== 'kind' && shape[key]?.safeParse(value).success,
  );
  return schema.parse({ ...defaults, ...Object.fromEntries(kept), kind });
}
