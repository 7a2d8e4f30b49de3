/** How one setting is shown and edited: everything an inspector needs to know of it. */
export type SettingDescriptor = {
  /** Key within its object. */
  key: string;
  label: string;
  help: string;
} & (
  | {
      type: 'integer' | 'number';
      min?: number;
      max?: number;
      step?: number;
      optional?: boolean;
      /** A word that may stand in place of the number. */
      word?: string;
    }
  /** What a synthesizer sees beside the message: nothing, the label, or the last inputs of the stream. */
  | { type: 'condition'; offers: readonly ('label' | 'inputs')[] }
  /** The path of a file. */
  | { type: 'file'; optional?: boolean }
  /** Any words. */
  | { type: 'text'; optional?: boolean }
  | { type: 'boolean' }
  | { type: 'choice'; choices: readonly { value: string; label: string }[]; optional?: boolean }
  /** One whole number for both axes, or two: rows and columns. */
  | { type: 'pair'; min: number; optional?: boolean }
  /** A list of whole numbers: `256, 256`. */
  | { type: 'integers'; min: number }
  /** A field of the task: numbers for inputs, any for a loss's target. */
  | { type: 'field'; of: 'values' | 'any' }
);

/** Choices whose labels are their values. */
export function plainChoices(values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: value }));
}
