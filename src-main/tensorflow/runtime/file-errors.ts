/** The code of a system error ("ENOENT", "EEXIST"), or "" where it is none. */
export function errorCode(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
