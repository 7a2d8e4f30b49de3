import { untrack } from 'svelte';
import { groupRuns, labelGroups, labelRuns, type RunGroup } from '#analysis/group-runs';
import { comparison } from '../stores/comparison.svelte';
import { findCommonHeadline } from './row-value';
import { assignStyles, type LineStyle } from './line-styles';

/** A line of the charts, and a row of the legend: a group, or a run where nothing is grouped. */
export interface ComparedLine extends LineStyle {
  key: string;
  label: string;
  group: RunGroup;
  isHidden: boolean;
}

/** What follows from the comparison: its groups, with their labels, colours and dashes. */
class Compared {
  isGrouped = $derived(comparison.fields.length > 0);
  groups = $derived(groupRuns(comparison.runs, comparison.fields));
  /** Labels and styles follow from settings and names: progress of a run changes neither. */
  #identity = $derived(
    JSON.stringify([
      comparison.runs.map(({ id, name }) => [id, name]),
      comparison.fields,
      comparison.choices.colors,
    ]),
  );
  #labels = $derived.by(() => {
    void this.#identity;
    return untrack(() => labelGroups(this.groups));
  });
  #styles = $derived.by(() => {
    void this.#identity;
    return untrack(() => assignStyles(this.groups, comparison.fields, comparison.choices.colors));
  });
  /** All of them, hidden ones too, the oldest first. */
  lines = $derived<readonly ComparedLine[]>(
    this.groups.map((group) => ({
      key: group.key,
      label: this.#labels.get(group.key) ?? group.key,
      group,
      isHidden: comparison.hidden.has(group.key),
      ...(this.#styles.get(group.key) ?? { color: 0, dash: [] }),
    })),
  );
  #look = $derived(
    JSON.stringify([
      this.#identity,
      comparison.choices.hidden,
      comparison.runs.map(({ failedStep }) => failedStep),
    ]),
  );
  /** Those that charts draw. They are other ones only where a chart would look otherwise, not at each step of a run. */
  drawn = $derived.by((): readonly ComparedLine[] => {
    void this.#look;
    return untrack(() => this.lines.filter(({ isHidden }) => !isHidden));
  });
  byKey = $derived<ReadonlyMap<string, ComparedLine>>(
    new Map(this.lines.map((line) => [line.key, line])),
  );
  /** The groups of charts that show values instead of curves. */
  shownGroups = $derived(this.lines.filter(({ isHidden }) => !isHidden).map(({ group }) => group));
  /** The metric that stands for most of the runs; null while nothing is measured. */
  headline = $derived(findCommonHeadline(comparison.runs));

  /** Labels of the runs of a group, by id: what differs among them. */
  labelMembers(group: RunGroup): Map<string, string> {
    return labelRuns(group.runs);
  }
}

export const compared = new Compared();
