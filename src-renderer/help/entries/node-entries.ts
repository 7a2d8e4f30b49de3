import { nodeExplanations } from '#spec/explanations/explain-nodes';
import { nodeTopic } from '#spec/help-topics';
import { nodeCatalogue } from '#spec/node-catalogue';
import { isCore, isLoss, type Node } from '#spec/nodes';
import { facts, formula, link, paragraphs, type HelpEntry } from './entry';
import { settingList } from './setting-entries';
import type { SettingSource } from './setting-sources';

export function nodeEntries(sources: readonly SettingSource[]): HelpEntry[] {
  return Object.values(nodeCatalogue).map(({ kind, label, group, description, create }) => {
    const { text, takes, gives, formula: rule } = nodeExplanations[kind];
    const source = sources.find((each) => each.group === 'node' && each.kind?.value === kind);
    return {
      topic: nodeTopic(kind),
      title: label,
      group: 'Nodes',
      markdown: paragraphs(
        `${description} ${text}`,
        formula(rule),
        facts({
          Takes: takes,
          Gives: gives,
          Group: `${group} of the palette`,
          'In files': `\`"kind": "${kind}"\``,
        }),
        source && settingList(source),
        seeAlso(create()),
      ),
    };
  });
}

function seeAlso(node: Node): string | null {
  if (isCore(node))
    return `See ${link('recurrent-models', 'recurrent models')} and ${link('unroll-and-cut', 'unroll and cut')}.`;
  if (isLoss(node)) return `Runs record ${link('metric:loss', 'its loss')} as a metric.`;
  return null;
}
