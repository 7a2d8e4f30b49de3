/** The first sentence, and how many more files there are; null where there is none. */
export function describeUnreadable(messages: readonly string[]): string | null {
  const [first, ...others] = messages;
  if (first === undefined) return null;
  if (others.length === 0) return first;
  const files = others.length === 1 ? 'One more file' : `${others.length} more files`;
  return `${first} ${files} of the project cannot be read either.`;
}
