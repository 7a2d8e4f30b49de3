import { metricField, metricPicks, parseMetricField, type MetricPick } from '#analysis/run-field';
import { openHelp } from '../../help/help-state.svelte';
import { runTable } from '../../stores/run-table.svelte';
import { keysOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { curveMetric, topicOfColumn } from './column';
import { moveColumn, orderChoices, type PlacedColumn } from './layout';

const pickLabels: Record<MetricPick, string> = {
  chosen: 'At the chosen step',
  last: 'Last value',
  best: 'Best value',
  min: 'Smallest value',
  max: 'Largest value',
};

/** What can be done with a column of the table of runs. */
export function listHeaderItems({ column, pinned }: PlacedColumn): MenuItem[] {
  const { id } = column;
  const choices = runTable.columnChoices;
  const { grouping } = runTable.set;
  const isGrouped = grouping.includes(id);
  const isCurve = curveMetric(id) !== null;
  const sortItems: MenuItem[] = isCurve
    ? []
    : [
        {
          label: 'Sort, rising',
          run: () => runTable.changeSet({ sorting: [{ id, desc: false }] }),
        },
        {
          label: 'Sort, falling',
          run: () => runTable.changeSet({ sorting: [{ id, desc: true }] }),
        },
        {
          label: isGrouped ? 'No groups of it' : 'Group by it',
          run: () =>
            runTable.setGrouping(
              isGrouped ? grouping.filter((other) => other !== id) : [...grouping, id],
            ),
        },
        'separator',
      ];
  const topic = topicOfColumn(id);
  return [
    ...sortItems,
    ...listPicks(column.id),
    {
      label: pinned ? 'Unpin' : 'Pin to the left',
      run: () => runTable.changeColumn(id, { pinned: !pinned }),
    },
    {
      label: 'Move left',
      shortcut: keysOf('columnLeft'),
      disabled: !canMove(id, -1),
      run: () => runTable.setColumns(moveColumn(choices, id, -1)),
    },
    {
      label: 'Move right',
      shortcut: keysOf('columnRight'),
      disabled: !canMove(id, 1),
      run: () => runTable.setColumns(moveColumn(choices, id, 1)),
    },
    {
      label: 'Hide',
      disabled: choices.length === 1,
      run: () => runTable.showColumn(id, false),
    },
    ...(topic === undefined
      ? []
      : ['separator' as const, { label: `Help on ${column.title}`, run: () => openHelp(topic) }]),
  ];
}

function canMove(id: string, by: -1 | 1): boolean {
  const ordered = orderChoices(runTable.columnChoices);
  const index = ordered.findIndex((choice) => choice.id === id);
  return ordered[index + by]?.pinned === ordered[index]?.pinned;
}

/** Which value of a metric the column shows. */
function listPicks(id: string): MenuItem[] {
  const field = parseMetricField(id);
  if (!field) return [];
  return [
    { heading: 'Value' },
    ...metricPicks.map((pick): MenuItem => {
      const other = metricField({ metric: field.metric, pick });
      return {
        label: pickLabels[pick],
        hint: pick === field.pick ? 'shown' : undefined,
        run: () => runTable.replaceColumn(id, other),
      };
    }),
    'separator',
  ];
}
