/** Numbers as they are read from a file: bytes, 32-bit floats, or doubles for what neither can hold. */
export type FileNumbers = Uint8Array | Float32Array | Float64Array;

/** Up to here, and down to its negative, 32-bit floats hold every whole number. */
const lastExactInteger = 2 ** 24;
/** The same for doubles. */
const lastExactDouble = 2 ** 53;

/** The numbers as 32-bit floats; floats of 32 bits are returned as they are. */
export function toFloat32(numbers: FileNumbers): Float32Array {
  return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
}

/**
 * A warning where whole numbers, such as times in milliseconds, become equal to their neighbours in `toFloat32`; null
 * where none do. `name`: what holds them, as the subject of the sentence.
 */
export function warnOfRounding(
  name: string,
  numbers: FileNumbers,
  areIntegers: boolean,
): string | null {
  if (!(numbers instanceof Float64Array)) return null;
  const largest = numbers.find((number) => {
    const size = Math.abs(number);
    if (size <= lastExactInteger) return false;
    return (
      areIntegers ||
      (size < lastExactDouble && Number.isInteger(number) && Math.fround(number) !== number)
    );
  });
  return largest === undefined
    ? null
    : `${name} has whole numbers beyond ${lastExactInteger.toLocaleString('en')}, such as ${largest}, which become equal to their neighbours because 32 bits store them; subtract an offset from them before the import.`;
}
