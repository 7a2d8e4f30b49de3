/**
 * A number in [0, 1) that depends on the key alone: the same in every program, whatever else is drawn. So a random search
 * that is extended keeps the combinations that it has.
 *
 *     drawUniform('1/training.optimizer.rate/0');
 */
export function drawUniform(key: string): number {
  const hash = hashText(key);
  const high = mix(hash) >>> 5;
  const low = mix(hash + 0x9e3779b9) >>> 6;
  return (high * 2 ** 26 + low) / 2 ** 53;
}

/** FNV-1a over the UTF-16 code units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1)
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The finalizer of MurmurHash3: every bit of the result depends on every bit of the number. */
function mix(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
