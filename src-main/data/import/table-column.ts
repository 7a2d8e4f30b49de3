import {
  fitsFloat32,
  isMissing,
  maySeparateThousands,
  parseBoolean,
  type NumberReader,
} from '../formats/table-numbers';
import { maxClasses } from './source-data';

/** A cell of the file, for messages. */
export interface TablePlace {
  cell: string;
  line: number;
}

/** `boolean`: all cells are TRUE or FALSE, which are read as 1 and 0. */
export type ColumnKind = 'number' | 'boolean' | 'text' | 'empty';

/** Neighbours of which so many grow are in order, although some are not: a clock that is reset, a closing row. */
const mostlyIncreasing = 0.9;

/** What the cells of one column are. They are given to it one after the other, and are not kept. */
export class TableColumn {
  /** Cells that say that their value is missing, and the line of the first. */
  missing = 0;
  firstMissing = 0;
  /** Different cells: numbers by their value. Null from one more on than can be classes. */
  distinct: Set<number | string> | null = new Set();
  /** The first cell that is text, and the first number that is infinite or does not fit into a float32. */
  firstText: TablePlace | null = null;
  notFinite: TablePlace | null = null;
  min = Infinity;
  max = -Infinity;
  /** The first number whose mark may as well separate thousands, and whether another shows that it does not. */
  grouped: string | null = null;
  hasClearMark = false;
  /** Whether all numbers are integers. */
  areIntegers = true;
  #cells = 0;
  #numbers = 0;
  #booleans = 0;
  #firstBoolean: TablePlace | null = null;
  #mean = 0;
  #squares = 0;
  #previous = Number.NaN;
  #step = Number.NaN;
  #isCounting = true;
  #increasing = 0;

  constructor(
    /** As messages, manifests and requests call it. */
    readonly name: string,
    /** As the file calls it; '' where it has no name. */
    readonly nameInFile: string,
  ) {}

  /** The number in the next cell; NaN where it is missing, text, or too large. */
  add(cell: string, line: number, reader: NumberReader): number {
    this.#cells += 1;
    const value = reader.parse(cell);
    if (Number.isNaN(value)) return this.#addWord(cell.trim(), line);
    this.#numbers += 1;
    if (!this.hasClearMark) this.#noteMark(cell, reader);
    if (!fitsFloat32(value)) {
      this.notFinite ??= { cell, line };
      return Number.NaN;
    }
    this.#measure(value);
    return value;
  }

  #addWord(cell: string, line: number): number {
    const value = parseBoolean(cell);
    if (isMissing(cell)) {
      this.missing += 1;
      this.firstMissing ||= line;
    } else if (Number.isNaN(value)) {
      this.firstText ??= { cell, line };
      this.#note(cell);
    } else {
      this.#booleans += 1;
      this.#firstBoolean ??= { cell, line };
      this.#measure(value);
    }
    return value;
  }

  #noteMark(cell: string, { mark }: NumberReader): void {
    if (mark === null || !cell.includes(mark)) return;
    if (maySeparateThousands(cell, mark)) this.grouped ??= cell;
    else this.hasClearMark = true;
  }

  get kind(): ColumnKind {
    if (this.firstText || (this.#numbers > 0 && this.#booleans > 0)) return 'text';
    if (this.#booleans > 0) return 'boolean';
    return this.#numbers > 0 ? 'number' : 'empty';
  }

  /** The first cell of a text column that is no number. */
  get text(): TablePlace | null {
    return this.firstText ?? this.#firstBoolean;
  }

  get mean(): number {
    return this.#mean;
  }

  /** The population's standard deviation. */
  get deviation(): number {
    return Math.sqrt(this.#squares / (this.#cells - this.missing));
  }

  get isConstant(): boolean {
    return this.min === this.max && this.#cells > 1;
  }

  /** Whether each number is the one before plus the same increment. */
  get isCounting(): boolean {
    return this.#isCounting && this.#numbers > 2 && this.#step !== 0;
  }

  /** Whether nearly all numbers are larger than the ones before. */
  get isIncreasing(): boolean {
    return this.#numbers > 2 && this.#increasing >= mostlyIncreasing * (this.#numbers - 1);
  }

  #measure(value: number): void {
    this.#note(value);
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
    // Welford's recurrence, which does not lose small deviations from a large mean.
    const distance = value - this.#mean;
    this.#mean += distance / (this.#cells - this.missing);
    this.#squares += distance * (value - this.#mean);
    this.areIntegers &&= Number.isInteger(value);
    const step = value - this.#previous;
    if (step > 0) this.#increasing += 1;
    if (Number.isNaN(this.#step)) this.#step = step;
    // Decimal fractions are rounded: 0.3 - 0.2 is not 0.2 - 0.1.
    else if (Math.abs(step - this.#step) > 1e-6 * Math.abs(this.#step) + 1e-15 * Math.abs(value))
      this.#isCounting = false;
    this.#previous = value;
  }

  #note(cell: number | string): void {
    this.distinct?.add(cell);
    if (this.distinct && this.distinct.size > maxClasses) this.distinct = null;
  }
}
