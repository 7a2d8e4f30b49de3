import type { ColumnRole, TablePreview, TableRequestInput } from '#spec/dataset';

/** The roles that the user gave to columns, by their names, which differ. */
export type RoleChoices = ReadonlyMap<string, ColumnRole>;

type PreviewColumn = TablePreview['columns'][number];
/** A role without a choice of the user, and why. */
export type ProposedRole = Pick<PreviewColumn, 'role' | 'note'>;

export type TableColumn = PreviewColumn & {
  /** The position in the table, from 0. */
  index: number;
  /** The role without a choice of the user. */
  proposed: 'feature' | 'ignore';
};

export const roleLabels: Record<ColumnRole, string> = {
  feature: 'Feature',
  label: 'Label',
  value: 'Value to predict',
  ignore: 'Ignore',
};

export function isPredicted({ role }: Pick<TableColumn, 'role'>): boolean {
  return role === 'label' || role === 'value';
}

/** A number with at most so many different values is taken as a class where the user wants it predicted. */
const maxProposedClasses = 20;

/**
 * The columns of a preview with the roles that hold: the user's, else the proposed ones. What is to be
 * predicted is for the user to say, so no column has such a role without a choice.
 */
export function assignRoles(
  preview: readonly PreviewColumn[],
  proposed: readonly ProposedRole[],
  choices: RoleChoices,
): TableColumn[] {
  return preview.map((column, index) => {
    const proposal = proposed[index];
    const unchosen = proposal?.role === 'ignore' ? 'ignore' : 'feature';
    const role = choices.get(column.name);
    return {
      ...column,
      index,
      proposed: unchosen,
      role: role ?? unchosen,
      note: role === undefined ? (proposal?.note ?? null) : null,
    };
  });
}

/** The choices after columns were given a role. Only one column can be the label. */
export function chooseRole(
  choices: RoleChoices,
  columns: readonly TableColumn[],
  role: ColumnRole,
): RoleChoices {
  const next = new Map(choices);
  if (role === 'label') for (const [name, other] of choices) if (other === role) next.delete(name);
  for (const { name, proposed } of role === 'label' ? columns.slice(0, 1) : columns)
    if (role === proposed) next.delete(name);
    else next.set(name, role);
  return next;
}

/** The choices after one column was chosen to be predicted, and no other; null: none at all. */
export function choosePredicted(
  choices: RoleChoices,
  column: TableColumn | null,
  role: 'label' | 'value',
): RoleChoices {
  const others = new Map([...choices].filter(([, other]) => !isPredicted({ role: other })));
  return column === null ? others : chooseRole(others, [column], role);
}

/** How a column is predicted unless the user says otherwise: text, and numbers with few values, as classes. */
export function proposePredictedRole({ kind, distinct }: TableColumn): 'label' | 'value' {
  if (kind !== 'number') return 'label';
  return distinct !== null && distinct <= maxProposedClasses ? 'label' : 'value';
}

/**
 * The roles as a request says them: what the user chose, so that the import proposes the others as it did
 * in the preview. Columns are also named where the import would not leave it at the proposal: features if
 * one of them is proposed to be ignored, ignored text, and all that is ignored if no feature is left.
 */
export function buildColumnRequest(
  columns: readonly TableColumn[],
  choices: RoleChoices,
): Pick<TableRequestInput, 'label' | 'values' | 'features' | 'ignore'> {
  const namesOf = (passes: (column: TableColumn) => boolean): string[] =>
    columns.filter(passes).map(({ name }) => name);
  const isChosen = ({ name }: TableColumn): boolean => choices.has(name);
  const features = columns.filter(({ role }) => role === 'feature');
  return {
    label: namesOf(({ role }) => role === 'label')[0],
    values: namesOf(({ role }) => role === 'value'),
    features: features.some(isChosen) ? features.map(({ name }) => name) : undefined,
    ignore: namesOf(
      (column) =>
        column.role === 'ignore' &&
        (isChosen(column) || column.kind === 'text' || features.length === 0),
    ),
  };
}

export interface ColumnFilter {
  text: string;
  group: 'all' | 'feature' | 'predicted' | 'ignore';
}

/** The columns whose names contain the text, of the group of roles. */
export function filterColumns(
  columns: readonly TableColumn[],
  { text, group }: ColumnFilter,
): TableColumn[] {
  const wanted = text.trim().toLowerCase();
  return columns.filter(
    (column) =>
      column.name.toLowerCase().includes(wanted) &&
      (group === 'all' || (group === 'predicted' ? isPredicted(column) : column.role === group)),
  );
}

/** A list of more columns takes seconds to be drawn, and nobody reads it to its end. */
const maxTargetChoices = 1000;

/** The columns that can be chosen from a list as the target: the first ones and the chosen one. */
export function listTargetChoices(
  columns: readonly TableColumn[],
  chosen: TableColumn | undefined,
): { listed: readonly TableColumn[]; unlisted: number } {
  const first = columns.slice(0, maxTargetChoices);
  const listed = chosen && chosen.index >= first.length ? [...first, chosen] : first;
  return { listed, unlisted: columns.length - listed.length };
}
