import type { SettingDescriptor } from '#spec/setting-descriptors';
import { isOptional } from './setting-text';

/** The settings that several nodes or edges have in common, and where their values differ. */
export interface GroupSettings {
  settings: readonly SettingDescriptor[];
  /** The common values, by key; those that differ are left out. */
  values: Readonly<Record<string, unknown>>;
  /** Keys of the settings whose values differ. */
  mixed: ReadonlySet<string>;
}

/** One of several elements: the settings that it has, and their values. */
export interface GroupMember {
  settings: readonly SettingDescriptor[];
  values: object;
}

/** The settings of the same key and type that all members have. */
export function findGroupSettings(members: readonly GroupMember[]): GroupSettings {
  const [first, ...others] = members;
  const settings = (first?.settings ?? []).flatMap((descriptor) => {
    const same = others.map(({ settings }) => settings.find(({ key }) => key === descriptor.key));
    const common = same.reduce<SettingDescriptor | null>(
      (merged, other) => merged && (other ? mergeDescriptors(merged, other) : null),
      descriptor,
    );
    return common ?? [];
  });
  const values: Record<string, unknown> = {};
  const mixed = new Set<string>();
  for (const { key } of settings) {
    const all = members.map((member) => (member.values as Record<string, unknown>)[key]);
    const isSame = all.every((value) => JSON.stringify(value) === JSON.stringify(all[0]));
    if (isSame) values[key] = all[0];
    else mixed.add(key);
  }
  return { settings, values, mixed };
}

/** What both settings allow; null where they have no value in common. */
function mergeDescriptors(
  one: SettingDescriptor,
  other: SettingDescriptor,
): SettingDescriptor | null {
  if (one.type !== other.type) return null;
  const optional = { optional: isOptional(one) && isOptional(other) };
  if (one.type === 'choice' && other.type === 'choice') {
    const values = other.choices.map(({ value }) => value);
    const choices = one.choices.filter(({ value }) => values.includes(value));
    return choices.length === 0 ? null : { ...one, ...optional, choices };
  }
  return 'optional' in one ? { ...one, ...optional } : one;
}
