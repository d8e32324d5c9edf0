/** Settings of patterns are kept beside those of rules, under names that no rule has. */
const PREFIX = 'pattern:';

/** The name of a pattern's setting. */
export function patternSetting(analyzer: string): string {
  return PREFIX + analyzer;
}

/** Whether a setting is a pattern's. A rule of such an id cannot be set. */
export function isPatternSetting(setting: string): boolean {
  return setting.startsWith(PREFIX);
}
