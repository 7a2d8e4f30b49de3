/**
 * A validator for the part of JSON Schema (draft 2020-12) that the published schema uses, written from the specification
 * and without the library that generates it. A keyword that it does not know is an error.
 */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Schema = Record<string, unknown>;

const annotations = new Set(['$schema', 'title', 'description', 'default']);

export function findSchemaErrors(schema: object | boolean, value: unknown, path = '$'): string[] {
  if (schema === true) return [];
  if (schema === false) return [`${path} is not allowed`];
  return Object.entries(schema).flatMap(([keyword, argument]) => {
    if (annotations.has(keyword)) return [];
    const check = checks[keyword];
    if (!check) return [`the keyword ${keyword} is not known`];
    return check(argument as never, value as Json, { path, schema: schema as Schema });
  });
}

type Check = (argument: never, value: Json, place: { path: string; schema: Schema }) => string[];

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const error = (isWrong: boolean, message: string): string[] => (isWrong ? [message] : []);
const isOf = (type: string, value: Json): boolean => {
  if (type === 'object') return isObject(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
};

const checks: Record<string, Check> = {
  type: (type: string, value, { path }) => error(!isOf(type, value), `${path} is no ${type}`),
  const: (constant: Json, value, { path }) =>
    error(value !== constant, `${path} is not ${constant}`),
  enum: (values: Json[], value, { path }) =>
    error(!values.includes(value), `${path} is none of them`),
  minimum: (least: number, value, { path }) =>
    error(typeof value === 'number' && value < least, `${path} < ${least}`),
  maximum: (most: number, value, { path }) =>
    error(typeof value === 'number' && value > most, `${path} > ${most}`),
  exclusiveMinimum: (bound: number, value, { path }) =>
    error(typeof value === 'number' && value <= bound, `${path} <= ${bound}`),
  exclusiveMaximum: (bound: number, value, { path }) =>
    error(typeof value === 'number' && value >= bound, `${path} >= ${bound}`),
  minLength: (least: number, value, { path }) =>
    error(typeof value === 'string' && [...value].length < least, `${path} is too short`),
  maxLength: (most: number, value, { path }) =>
    error(typeof value === 'string' && [...value].length > most, `${path} is too long`),
  pattern: (pattern: string, value, { path }) =>
    error(
      typeof value === 'string' && !new RegExp(pattern, 'u').test(value),
      `${path} is misspelt`,
    ),
  minItems: (least: number, value, { path }) =>
    error(Array.isArray(value) && value.length < least, `${path} has too few items`),
  maxItems: (most: number, value, { path }) =>
    error(Array.isArray(value) && value.length > most, `${path} has too many items`),
  required: (names: string[], value, { path }) =>
    isObject(value)
      ? names.flatMap((name) => error(!Object.hasOwn(value, name), `${path}.${name} is missing`))
      : [],
  properties: (properties: Record<string, Schema>, value, { path }) =>
    isObject(value)
      ? Object.entries(properties).flatMap(([name, schema]) =>
          Object.hasOwn(value, name)
            ? findSchemaErrors(schema, value[name], `${path}.${name}`)
            : [],
        )
      : [],
  additionalProperties: (schema: Schema | boolean, value, place) => {
    if (!isObject(value)) return [];
    const known = Object.keys((place.schema.properties ?? {}) as object);
    const others = Object.entries(value).filter(([name]) => !known.includes(name));
    return others.flatMap(([name, other]) =>
      findSchemaErrors(schema, other, `${place.path}.${name}`),
    );
  },
  propertyNames: (schema: Schema, value, { path }) =>
    isObject(value)
      ? Object.keys(value).flatMap((name) => findSchemaErrors(schema, name, `${path}.${name}`))
      : [],
  prefixItems: (schemas: Schema[], value, { path }) =>
    Array.isArray(value)
      ? schemas.flatMap((schema, index) =>
          index < value.length ? findSchemaErrors(schema, value[index], `${path}[${index}]`) : [],
        )
      : [],
  items: (schema: Schema | boolean, value, place) => {
    if (!Array.isArray(value)) return [];
    const first = ((place.schema.prefixItems ?? []) as unknown[]).length;
    return value
      .slice(first)
      .flatMap((item, index) => findSchemaErrors(schema, item, `${place.path}[${first + index}]`));
  },
  oneOf: (schemas: Schema[], value, { path }) => {
    const fitting = schemas.filter((schema) => findSchemaErrors(schema, value, path).length === 0);
    return error(
      fitting.length !== 1,
      `${path} fits ${fitting.length} of ${schemas.length} variants`,
    );
  },
  anyOf: (schemas: Schema[], value, { path }) => {
    const fits = schemas.some((schema) => findSchemaErrors(schema, value, path).length === 0);
    return error(!fits, `${path} fits no variant`);
  },
};
