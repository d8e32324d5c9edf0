/**
 * Remembers what a pure function made of its recent texts: records repeat their hosts, GUIDs and
 * paths. Forgets everything when it is full, so that an attacker's texts fill no memory.
 */
export function remembering<T>(entries: number, make: (text: string) => T): (text: string) => T {
  const recent = new Map<string, T>();
  return (text) => {
    const known = recent.get(text);
    if (known !== undefined || recent.has(text)) return known as T;
    const made = make(text);
    if (recent.size >= entries) recent.clear();
    recent.set(text, made);
    return made;
  };
}
