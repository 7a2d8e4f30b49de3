/** A binary heap of numbered events, the earliest first; of equally early ones that with the lowest number. */
export class EventQueue {
  readonly #times: number[] = [];
  readonly #numbers: number[] = [];

  push(time: number, number: number): void {
    let at = this.#times.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(time, number, parent)) break;
      this.#copy(parent, at);
      at = parent;
    }
    this.#times[at] = time;
    this.#numbers[at] = number;
  }

  pop(): { time: number; number: number } | null {
    const [time, number] = [this.#times[0], this.#numbers[0]];
    if (time === undefined || number === undefined) return null;
    const [lastTime = 0, lastNumber = 0] = [this.#times.pop(), this.#numbers.pop()];
    const size = this.#times.length;
    if (size === 0) return { time, number };
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      const right = child + 1;
      const isRight =
        right < size && this.#isBefore(this.#times[right] ?? 0, this.#numbers[right] ?? 0, child);
      const least = isRight ? right : child;
      if (this.#isBefore(lastTime, lastNumber, least)) break;
      this.#copy(least, at);
      at = least;
    }
    this.#times[at] = lastTime;
    this.#numbers[at] = lastNumber;
    return { time, number };
  }

  #isBefore(time: number, number: number, other: number): boolean {
    const otherTime = this.#times[other] ?? 0;
    return time < otherTime || (time === otherTime && number < (this.#numbers[other] ?? 0));
  }

  #copy(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#numbers[to] = this.#numbers[from] ?? 0;
  }
}
