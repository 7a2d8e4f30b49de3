/** Text of users in pages: whatever it holds, it is shown and does nothing. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that no page may hold, halves of surrogate pairs, and those that turn the direction of what follows. */
const unsuitable =
  // eslint-disable-next-line no-control-regex
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|\p{Surrogate}/gu;

/** For text between tags and within quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replace(unsuitable, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** JSON within a script element: no `<` in it can end the element or begin a comment. */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(/</g, '\\u003c');
}
