import { describe, expect, it } from 'vitest';
import { withoutKnown } from '#analysis/reported/known-entries';
import { parseReportedCurves } from '#analysis/reported/parse-curve';
import { parseReportedTable } from '#analysis/reported/parse-table';
import { reportedEntrySchema } from '#spec/reported';

const table = (text: string) =>
  parseReportedTable(text, { metric: 'test/loss', spread: 'sd' }).entries;
const curve = (text: string) =>
  parseReportedCurves(text, { metric: 'test/loss', x: 'step', label: 'DNI' }).entries;

describe('withoutKnown', () => {
  it('leaves out the values that are known, whatever was added to them since', () => {
    const known = table('DNI\t1.7 ± 0.1\nbackprop\t1.5').map((entry) =>
      reportedEntrySchema.parse({ ...entry, templates: ['spirals'], id: `${entry.id}-old` }),
    );
    const again = table('DNI\t1.7 ± 0.1\nbackprop\t1.6\nDNI\t1.7 ± 0.2');
    expect(withoutKnown(again, known)).toEqual(again.slice(1));
  });

  it('leaves out the curves that are known', () => {
    const known = curve('1,2\n2,1');
    expect(withoutKnown(curve('1,2\n2,1'), known)).toEqual([]);
    expect(withoutKnown(curve('1,2\n2,1.5'), known)).toHaveLength(1);
  });
});
