/**
 * The page that sets a new password. The token is in the fragment, which browsers send to nobody: it
 * is in no log and in no Referer.
 */
export function resetLink(origin: string, token: string): string {
  return `${origin}/reset-password#${token}`;
}
