/** Names of files for titles, in their order and each another: `01-test-error`, `02-loss`. Letters are of ASCII, for LaTeX. */
export function nameFiles(titles: readonly string[]): string[] {
  const digits = Math.max(2, String(titles.length).length);
  return titles.map((title, index) => {
    const words = title
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g);
    const number = String(index + 1).padStart(digits, '0');
    return [number, ...(words ?? [])].join('-').slice(0, 60).replace(/-$/, '');
  });
}
