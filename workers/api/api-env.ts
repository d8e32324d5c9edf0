import type { Session } from '../../core/contract/account.ts';
import type { TenantId } from '../../durable-objects/stubs.ts';
import type { Caller, Person } from './caller.ts';

/** What the middleware puts into a request's context. */
export interface ApiEnv {
  Bindings: Env;
  Variables: {
    readonly requestId: string;
    /** Who is signed in: set where the route is for people only. */
    readonly person: Person;
    /** The member for whom the route runs: set where the route is not open to API tokens. */
    readonly session: Session;
    /** Set on every route of a tenant. */
    readonly caller: Caller;
    readonly tenant: TenantId;
    /** What the audit log is to say of the change, beside who, when, where and to what. */
    readonly auditDetail: Readonly<Record<string, unknown>>;
  };
}
