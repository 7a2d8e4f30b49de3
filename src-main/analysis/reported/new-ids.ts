/** Makes ids of labels: `dni-4-layers`, with a number where another entry has it already. */
export function newIds(taken: readonly string[]): (label: string) => string {
  const known = new Set(taken);
  return (label) => {
    const words = label
      .normalize('NFKD')
      .toLowerCase()
      .match(/[a-z0-9]+/g);
    const base = (words?.join('-') ?? 'entry').slice(0, 80);
    let id = base;
    for (let number = 2; known.has(id); number++) id = `${base}-${number}`;
    known.add(id);
    return id;
  };
}
