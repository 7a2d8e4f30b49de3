import { describe, expect, it } from 'vitest';
import type { TablePreview } from '#spec/dataset';
import { createEmptyDraft, type ImportDraft } from '../../../src-renderer/data/import-draft';
import type { TableSourceRequest } from '../../../src-renderer/data/import-request';
import { TableReader } from '../../../src-renderer/data/table-reader';
import { column, preview } from './table-preview';

const draft: ImportDraft = { ...createEmptyDraft(), format: 'csv', file: '/a.csv' };

/** Answers as the program does: the roles are those of the request, else proposed ones. */
function createReader(columnsOf: (request: TableSourceRequest) => string[]) {
  const requests: TableSourceRequest[] = [];
  const answer = (request: TableSourceRequest): TablePreview =>
    preview(
      columnsOf(request).map((name) =>
        column(name, {
          role: request.label === name ? 'label' : name === 'index' ? 'ignore' : 'feature',
        }),
      ),
    );
  const reader = new TableReader((request) => {
    requests.push(request);
    return Promise.resolve(answer(request));
  });
  return { reader, requests };
}

describe('TableReader', () => {
  it('reads nothing while there is no file', async () => {
    const { reader, requests } = createReader(() => ['x']);
    expect(await reader.read({ ...draft, file: ' ' })).toBeNull();
    expect(requests).toEqual([]);
  });

  it('reads a table once, with the proposed roles', async () => {
    const { reader, requests } = createReader(() => ['index', 'x']);
    expect(await reader.read(draft)).toMatchObject({
      proposed: [{ role: 'ignore' }, { role: 'feature' }],
    });
    expect(requests).toHaveLength(1);
  });

  it('keeps the proposed roles when the user has chosen others', async () => {
    const { reader, requests } = createReader(() => ['index', 'x', 'y']);
    await reader.read(draft);
    const reading = await reader.read({ ...draft, roles: new Map([['y', 'label']]) });
    expect(requests[1]).toMatchObject({ label: 'y' });
    expect(reading?.proposed.map(({ role }) => role)).toEqual(['ignore', 'feature', 'feature']);
    expect(reading?.preview.columns[2]?.role).toBe('label');
  });

  it('does not ask for columns that another way of reading does not have', async () => {
    const { reader, requests } = createReader(({ header }) =>
      header === false ? ['1', '2'] : ['x', 'y'],
    );
    const roles = new Map([['y', 'label'] as const]);
    await reader.read({ ...draft, roles });
    await reader.read({ ...draft, roles, dialect: { header: false } });
    await reader.read({ ...draft, roles });
    expect(requests.map(({ header, label }) => [header, label])).toEqual([
      [undefined, undefined],
      [undefined, 'y'],
      [false, undefined],
      [undefined, undefined],
      [undefined, 'y'],
    ]);
  });

  it('finds the columns again after the file has changed', async () => {
    let columns = ['x', 'y'];
    const { reader, requests } = createReader(() => columns);
    const roles = new Map([['y', 'label'] as const]);
    await reader.read({ ...draft, roles });
    columns = ['x'];
    reader.forget();
    await reader.read({ ...draft, roles });
    expect(requests.map(({ label }) => label)).toEqual([undefined, 'y', undefined]);
  });
});
