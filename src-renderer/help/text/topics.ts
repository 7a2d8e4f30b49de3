/** The page or entry of a topic, and the heading in it: `weights#names` is ['weights', 'names']. */
export function splitTopic(topic: string): [page: string, heading: string | undefined] {
  const at = topic.indexOf('#');
  return at < 0 ? [topic, undefined] : [topic.slice(0, at), topic.slice(at + 1)];
}

/** The topic of a page of `resources/help`, from its path in that folder. */
export function topicOfFile(path: string): string {
  return path.replace(/\.md$/, '');
}

/**
 * The topic that a link leads to, as it is written in a page: `weights.md`, `../weights.md#names`, `#names`, or an entry
 * such as `node:dense`. Null for an address of the web.
 */
export function topicOfLink(href: string, from: string): string | null {
  if (/^(https?|mailto):/.test(href)) return null;
  if (/^[a-z]+:/.test(href)) return href;
  const [page] = splitTopic(from);
  if (href.startsWith('#')) return page + href;
  const [file, heading] = splitTopic(href);
  const topic = topicOfFile(resolvePath(file, page));
  return heading === undefined ? topic : `${topic}#${heading}`;
}

/** A path as a page of `resources/help` writes it, from that folder: `../images/a.png` of `concepts/unroll`. */
export function resolvePath(path: string, page: string): string {
  // An entry stands beside the pages, whatever its id has in it.
  const parts = page.includes(':') ? [] : page.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}
