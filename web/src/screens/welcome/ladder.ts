import type { LensSummary } from '../../../../core/contract/lenses.ts';
import type { Reject, Source, Upload } from '../../../../core/contract/sources.ts';

/** A step of the way from nothing to the first lens. */
export interface Rung {
  readonly name: 'waiting' | 'received' | 'understood' | 'graph' | 'lens';
  readonly state: 'done' | 'active' | 'later' | 'failed';
  readonly title: string;
  readonly detail?: string;
  /** The first record that was not understood, and why. */
  readonly reject?: Reject & { readonly upload: number };
  readonly lens?: LensSummary;
}

/** What the ladder is made of; undefined while it is not known. */
export interface LadderInput {
  readonly source: Source | undefined;
  readonly uploads: readonly Upload[];
  readonly lenses: readonly LensSummary[];
}

/** How far the records of a source have come, each rung by what the service says of it. */
export function ladder({ source, uploads, lenses }: LadderInput): Rung[] {
  const own = uploads.filter((upload) => upload.sourceId === source?.id);
  const sum = (count: (upload: Upload) => number) =>
    own.reduce((total, upload) => total + count(upload), 0);
  const received = sum((upload) => upload.records.received);
  const accepted = sum((upload) => upload.records.accepted);
  const rejected = sum((upload) => upload.records.rejected);
  const done = own.filter((upload) => upload.state === 'done').length;
  const failed = own.filter((upload) => upload.state === 'failed').length;
  const isRead = own.some((upload) => upload.state !== 'queued');
  // Uploads come newest first; the first reject is the oldest upload's.
  const bad = own.findLast((upload) => upload.rejects.length > 0);
  const firstReject = bad?.rejects[0];
  const lens = done > 0 ? lenses[0] : undefined;
  const arrived = own.length > 0;

  return [
    {
      name: 'waiting',
      state: arrived ? 'done' : source === undefined ? 'later' : 'active',
      title: arrived ? 'Connected' : 'Waiting for the first upload',
      ...(!arrived &&
        source !== undefined && {
          detail: 'Run one of the commands; this page sees it by itself.',
        }),
    },
    {
      name: 'received',
      state: arrived ? 'done' : 'later',
      title: 'Received',
      ...(arrived && { detail: `${count(received, 'record')} in ${count(own.length, 'upload')}` }),
    },
    {
      name: 'understood',
      state: isRead ? (accepted > 0 ? 'done' : 'failed') : arrived ? 'active' : 'later',
      title: 'Understood',
      ...(isRead && { detail: understood(accepted, rejected, received) }),
      ...(firstReject !== undefined &&
        bad !== undefined && { reject: { ...firstReject, upload: bad.number } }),
    },
    {
      name: 'graph',
      state: done > 0 ? 'done' : failed > 0 ? 'failed' : isRead ? 'active' : 'later',
      title: 'In the graph',
      ...(failed > 0 && { detail: `${count(failed, 'upload')} could not be put in the graph` }),
    },
    {
      name: 'lens',
      state: lens !== undefined ? 'done' : done > 0 ? 'active' : 'later',
      title: 'First lens',
      ...(lens !== undefined
        ? { lens }
        : done > 0 && { detail: 'Nothing risky in what came so far. That is good news.' }),
    },
  ];
}

function understood(accepted: number, rejected: number, received: number): string {
  const ignored = received - accepted - rejected;
  const parts = [`${count(accepted, 'record')} accepted`];
  if (rejected > 0) parts.push(`${rejected.toLocaleString('en')} rejected`);
  if (ignored > 0) parts.push(`${ignored.toLocaleString('en')} ignored by rule`);
  return parts.join(', ');
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}
