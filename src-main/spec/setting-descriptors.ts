/** How the inspector shows and edits one setting. */
export type SettingDescriptor = {
  /** Key of the setting in its object. */
  key: string;
  label: string;
  help: string;
  /** What an empty optional setting means, in the field itself: 'none' if missing. */
  empty?: string;
} & (
  | {
      type: 'integer' | 'number';
      min?: number;
      max?: number;
      step?: number;
      optional?: boolean;
      /** A word that is allowed in place of the number, such as `classes`. */
      word?: string;
    }
  /** The condition of a synthesizer: nothing, the label, or the last inputs of the stream. */
  | { type: 'condition'; offers: readonly ('label' | 'inputs')[] }
  /** Path of a file. */
  | { type: 'file'; optional?: boolean }
  /** Free text. */
  | { type: 'text'; optional?: boolean }
  | { type: 'boolean' }
  | { type: 'choice'; choices: readonly { value: string; label: string }[]; optional?: boolean }
  /** One integer for both axes, or two: rows and columns. */
  | { type: 'pair'; min: number; optional?: boolean }
  /** A list of integers: `256, 256`. */
  | { type: 'integers'; min: number }
  /** A field of the task, of kind `values` or of any kind. */
  | { type: 'field'; of: 'values' | 'any' }
);

/** Choices whose labels equal their values. */
export function plainChoices(values: readonly string[]): { value: string; label: string }[] {
  return values.map((value) => ({ value, label: value }));
}
