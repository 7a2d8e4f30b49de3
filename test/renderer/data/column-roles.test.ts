import { describe, expect, it } from 'vitest';
import {
  assignRoles,
  buildColumnRequest,
  choosePredicted,
  chooseRole,
  filterColumns,
  listTargetChoices,
  proposePredictedRole,
  type RoleChoices,
} from '../../../src-renderer/data/column-roles';
import { column, rolesOf } from './table-preview';

const iris = [
  column('index', { role: 'ignore', note: 'These are row numbers.' }),
  column('width'),
  column('height'),
  column('species', { kind: 'text', range: null, distinct: 3, role: 'label' }),
];
const noChoices: RoleChoices = new Map();
const columnsWith = (choices: RoleChoices) => assignRoles(iris, iris, choices);
const named = (...names: string[]) =>
  columnsWith(noChoices).filter(({ name }) => names.includes(name));

describe('assignRoles', () => {
  it('takes the proposed roles, but leaves to the user what is to be predicted', () => {
    expect(rolesOf(columnsWith(noChoices))).toBe('ignore feature feature feature');
  });

  it('prefers the choices of the user', () => {
    const choices = new Map([
      ['species', 'label'],
      ['index', 'feature'],
    ] as const);
    expect(rolesOf(columnsWith(choices))).toBe('feature feature feature label');
  });

  it('keeps why a role is proposed until another is chosen', () => {
    const given = iris.map((other) => ({ ...other, note: null }));
    const noteWith = (choices: RoleChoices) => assignRoles(given, iris, choices)[0]?.note;
    expect(noteWith(noChoices)).toBe('These are row numbers.');
    expect(noteWith(new Map([['index', 'feature']]))).toBeNull();
  });

  it('does not take a name for a choice that is a name of objects', () => {
    expect(rolesOf(assignRoles([column('__proto__')], [], noChoices))).toBe('feature');
  });
});

describe('chooseRole', () => {
  it('lets only one column be the label', () => {
    const first = chooseRole(noChoices, named('species'), 'label');
    const second = chooseRole(first, named('width'), 'label');
    expect(rolesOf(columnsWith(second))).toBe('ignore label feature feature');
    expect(chooseRole(noChoices, named('width', 'height'), 'label').size).toBe(1);
  });

  it('gives a role to many columns at once', () => {
    const choices = chooseRole(noChoices, named('width', 'height'), 'value');
    expect(rolesOf(columnsWith(choices))).toBe('ignore value value feature');
  });

  it('forgets a choice that says what is proposed', () => {
    const ignored = chooseRole(noChoices, named('width'), 'ignore');
    expect(chooseRole(ignored, named('width'), 'feature').size).toBe(0);
  });
});

describe('choosePredicted', () => {
  it('predicts one column in place of all others, and keeps the other roles', () => {
    const several = chooseRole(
      chooseRole(noChoices, named('width', 'height'), 'value'),
      named('index'),
      'feature',
    );
    const [species] = named('species');
    const one = choosePredicted(several, species ?? null, 'label');
    expect(rolesOf(columnsWith(one))).toBe('feature feature feature label');
    expect(rolesOf(columnsWith(choosePredicted(one, null, 'label')))).toBe(
      'feature feature feature feature',
    );
  });

  it('takes text and numbers with few values as classes, other numbers as values', () => {
    const role = (rest: Parameters<typeof column>[1]): string =>
      assignRoles([column('y', rest)], [], noChoices)
        .map(proposePredictedRole)
        .join('');
    expect(role({ kind: 'text', range: null })).toBe('label');
    expect(role({ distinct: 3 })).toBe('label');
    expect(role({ distinct: 900 })).toBe('value');
    expect(role({ distinct: null })).toBe('value');
  });
});

describe('buildColumnRequest', () => {
  it('says only what the user chose', () => {
    const choices = chooseRole(
      chooseRole(noChoices, named('species'), 'label'),
      named('width'),
      'ignore',
    );
    expect(buildColumnRequest(columnsWith(choices), choices)).toEqual({
      label: 'species',
      values: [],
      features: undefined,
      ignore: ['width'],
    });
  });

  it('lists the features where one of them would be left out', () => {
    const choices = chooseRole(noChoices, named('index'), 'feature');
    expect(buildColumnRequest(columnsWith(choices), choices)).toMatchObject({
      features: ['index', 'width', 'height', 'species'],
      ignore: [],
    });
  });

  it('names text that is left out, as the import asks for it', () => {
    const text = [column('x'), column('remark', { kind: 'text', range: null, role: 'ignore' })];
    expect(buildColumnRequest(assignRoles(text, text, noChoices), noChoices)).toMatchObject({
      features: undefined,
      ignore: ['remark'],
    });
  });

  it('names row numbers that are left out if no feature is left, so that they do not become one', () => {
    const choices = chooseRole(noChoices, named('width', 'height', 'species'), 'ignore');
    expect(buildColumnRequest(columnsWith(choices), choices)).toMatchObject({
      ignore: ['index', 'width', 'height', 'species'],
    });
  });

  it('says nothing about columns that the table does not have', () => {
    expect(buildColumnRequest(columnsWith(noChoices), new Map([['gone', 'label']]))).toEqual({
      label: undefined,
      values: [],
      features: undefined,
      ignore: [],
    });
  });
});

describe('filterColumns', () => {
  const columns = columnsWith(new Map([['species', 'label']]));
  const refs = (filter: Parameters<typeof filterColumns>[1]): string[] =>
    filterColumns(columns, filter).map(({ name }) => name);

  it('finds columns by a part of their name, and by their role', () => {
    expect(refs({ text: ' IGHT', group: 'all' })).toEqual(['height']);
    expect(refs({ text: '', group: 'predicted' })).toEqual(['species']);
    expect(refs({ text: '', group: 'ignore' })).toEqual(['index']);
    expect(refs({ text: 'e', group: 'feature' })).toEqual(['height']);
  });
});

describe('listTargetChoices', () => {
  const wide = Array.from({ length: 100_000 }, (_, index) => column(`g${index}`));
  const columns = assignRoles(wide, wide, noChoices);

  it('lists the first columns of a wide table, the chosen one, and how many there are beside', () => {
    const { listed, unlisted } = listTargetChoices(columns, columns[99_999]);
    expect(listed).toHaveLength(1001);
    expect(listed.at(-1)?.name).toBe('g99999');
    expect(unlisted).toBe(98_999);
    expect(listTargetChoices(columns, columns[7]).listed).toHaveLength(1000);
  });

  it('lists all columns of another table', () => {
    const few = columnsWith(noChoices);
    expect(listTargetChoices(few, few[3])).toEqual({ listed: few, unlisted: 0 });
  });
});
