/** Milliseconds after which a letter begins another text. */
const pause = 1000;

/** What is typed in an open menu to find an item by the beginning of its label. A space within it is a letter of it. */
export class MenuTyping {
  #text = '';
  #typedAt = -Infinity;

  /**
   * Takes a key and returns the index of the item that is found: that of `current` while it fits, else the next one, and
   * -1 where none does. The same letter again goes through all that begin with it. Null where the key types nothing: one
   * that moves or chooses, such as the space that no letter precedes. `time`: milliseconds, as of an event.
   */
  find(key: string, time: number, labels: readonly string[], current: number): number | null {
    if (time - this.#typedAt > pause) this.#text = '';
    if (key.length !== 1 || (key === ' ' && this.#text === '')) {
      this.#text = '';
      return null;
    }
    this.#typedAt = time;
    this.#text += key.toLowerCase();
    const [first = ''] = this.#text;
    const isRepeated = [...this.#text].every((letter) => letter === first);
    const wanted = isRepeated ? first : this.#text;
    const from = isRepeated ? current + 1 : Math.max(0, current);
    const order = labels.map((_, index) => (from + index) % labels.length);
    return order.find((index) => labels[index]?.toLowerCase().startsWith(wanted)) ?? -1;
  }
}
