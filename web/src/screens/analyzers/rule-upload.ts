import type { RuleImport } from '../../../../core/contract/rules.ts';
import { api } from '../../api-client.ts';

/** What a member chose to import. */
export type RuleUpload =
  | { readonly kind: 'files'; readonly files: readonly File[] }
  | { readonly kind: 'url'; readonly url: string };

const ARCHIVE = /\.(zip|tar\.gz|tgz)$/i;
const RULE = /\.ya?ml$/i;

/** The name under which an upload is kept unless the member says otherwise. */
export function packNameOf(upload: RuleUpload): string {
  if (upload.kind === 'url') return lastPart(upload.url).replace(ARCHIVE, '') || 'Rules';
  const [first] = upload.files;
  if (first === undefined) return 'Rules';
  const folder = first.webkitRelativePath.split('/')[0];
  if (folder !== undefined && folder !== '') return folder;
  return ARCHIVE.test(first.name) ? first.name.replace(ARCHIVE, '') : 'Own rules';
}

/** Whether the rules that the pack has stay: single files add to it, all else replaces it. */
export function keepsOthers(upload: RuleUpload): boolean {
  return (
    upload.kind === 'files' &&
    upload.files.every(
      ({ name, webkitRelativePath }) => RULE.test(name) && webkitRelativePath === '',
    )
  );
}

/** Sends an upload, and returns what became of it. Archives go as they are. */
export async function sendRules(pack: string, upload: RuleUpload): Promise<RuleImport> {
  if (upload.kind === 'url') return await api.importRules({ pack, url: upload.url });
  const [only] = upload.files;
  if (upload.files.length === 1 && only !== undefined && ARCHIVE.test(only.name)) {
    return await api.importArchive(pack, only);
  }
  const chosen = upload.files.filter(({ name }) => RULE.test(name));
  const files = await Promise.all(
    chosen.map(async (file) => ({
      path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
      text: await file.text(),
    })),
  );
  return await api.importRules({ pack, files, keepOthers: keepsOthers(upload) });
}

function lastPart(url: string): string {
  const parts = url.split(/[?#]/, 1)[0]?.split('/') ?? [];
  return parts.at(-1)?.slice(0, 80) ?? '';
}
