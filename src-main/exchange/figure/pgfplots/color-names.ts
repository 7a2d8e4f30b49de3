/** Names for the colours of a picture, in the order in which they are used. */
export class ColorNames {
  readonly #names = new Map<string, string>();

  nameOf(color: string): string {
    const known = this.#names.get(color);
    if (known !== undefined) return known;
    const name = `figure${this.#names.size + 1}`;
    this.#names.set(color, name);
    return name;
  }

  get definitions(): string[] {
    return [...this.#names].map(
      ([color, name]) => `\\definecolor{${name}}{HTML}{${color.slice(1).toUpperCase()}}`,
    );
  }
}
