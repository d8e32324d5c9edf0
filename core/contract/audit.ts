import * as z from 'zod';

/** `GET /api/audit`: each given part narrows what is listed. */
export const auditParameters = z.strictObject({
  /** Entries with a lower number. */
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  actor: z.string().max(254).optional(),
  action: z.string().max(200).optional(),
  target: z.string().max(400).optional(),
  /** Milliseconds since 1970. */
  from: z.coerce.number().int().min(0).optional(),
  to: z.coerce.number().int().min(0).optional(),
});

export type AuditParameters = z.infer<typeof auditParameters>;

/** One change, or one read of evidence. */
export interface AuditEntry {
  /** The tenant's own count of entries, from 1, without gaps. */
  readonly number: number;
  readonly at: number;
  readonly actor: {
    readonly kind: 'member' | 'token' | 'operator' | 'service';
    readonly id: string;
    readonly name: string;
  };
  /** The route, as [the table](docs/api.md#who-may-call-what) has it. */
  readonly action: string;
  /** The path that was called. */
  readonly target: string;
  /** What was changed to what. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** From where. */
  readonly address: string;
}
