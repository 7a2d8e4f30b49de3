import { expect, it } from 'vitest';
import { parseNodes } from '#cluster/slurm/test-scripts';

it('counts the nodes that could run a job, each once, with their cores and GPUs', () => {
  const answer = [
    'slurm-wlm 22.05.8',
    'n1|idle|4|(null)',
    // In a second partition.
    'n1|idle|4|(null)',
    'n2|mix-|64|gpu:a100:4(S:0-1),gpu:2,nic:9',
    'n3|alloc|8+|gpu:2(S:0)',
    'n4|idle~|16|gpu:tesla:1',
    'n5|down*|64|gpu:8',
    'n6|drain|64|gpu:8',
    'n7|idle*|64|gpu:8',
    'n8|drng|64|gpu:8',
    'n9|maint|64|gpu:8',
    'n10|plnd|2|gres:gpu:7,shard:gpu:7',
    '',
  ].join('\n');
  expect(parseNodes(answer)).toEqual({
    version: '22.05.8',
    nodes: 5,
    cores: 4 + 64 + 8 + 16 + 2,
    gpus: 6 + 2 + 1,
  });
});

it('has no nodes, and does not understand what is not of Slurm', () => {
  expect(parseNodes('slurm 24.11.1\n')).toEqual({
    version: '24.11.1',
    nodes: 0,
    cores: 0,
    gpus: 0,
  });
  for (const answer of ['', 'PBS 19\n', 'slurm 24\nn1|idle\n', 'slurm 24\nn1|idle|many|x\n'])
    expect(parseNodes(answer)).toBeNull();
});
