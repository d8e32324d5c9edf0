import type { GraphShard } from '../durable-objects/graph-shard/graph-shard.ts';
import type { Inbox } from '../durable-objects/inbox/inbox.ts';
import type { Tenant } from '../durable-objects/tenant/tenant.ts';
import type { UploadMessage } from '../workers/pipeline/message.ts';

declare global {
  /** The bindings of wrangler.toml. */
  interface Env {
    readonly DB: D1Database;
    readonly UPLOADS: R2Bucket;
    readonly UPLOAD_QUEUE: Queue<UploadMessage>;
    readonly GRAPH_SHARD: DurableObjectNamespace<GraphShard>;
    readonly TENANT: DurableObjectNamespace<Tenant>;
    readonly INBOX: DurableObjectNamespace<Inbox>;
    readonly ASSETS: Fetcher;
    /** Attempts to sign in, for an account and from an address. */
    readonly ACCOUNT_LIMIT: RateLimit;
    readonly ADDRESS_LIMIT: RateLimit;
    /** Signs session cookies. */
    readonly AUTH_SECRET: string;
    /** Lets the operator in, who is no tenant; without it there are no routes of the operator. */
    readonly OPERATOR_TOKEN?: string;
    /** Cloudflare's Email Service; where there is none, the API below may send mail. */
    readonly EMAIL?: SendEmail;
    /** The address that mail comes from; without it no mail is sent. */
    readonly MAIL_FROM?: string;
    /** An HTTP API that sends mail, and its bearer token: see platform/mailer.ts. */
    readonly MAIL_API_URL?: string;
    readonly MAIL_API_TOKEN?: string;
    /** `1`: identity providers may be at http://localhost. For trying single sign-on out. */
    readonly LOCAL_ISSUERS?: string;
    /** How many shards a tenant may have; a number. One when unset. */
    readonly SHARDS_PER_TENANT?: string;
    /** `eu`: an organisation may be made in the EU. Only Cloudflare keeps objects in a region. */
    readonly DATA_REGIONS?: string;
    /** The plan of tenants of which the operator says nothing: see core/contract/plans.ts. */
    readonly DEFAULT_PLAN?: string;
    /** How many days facts are kept that no hit names; a number. A year when unset. */
    readonly RETENTION_DAYS?: string;
    /** Bytes that a source may send a day, uncompressed; a number. 50 GiB when unset. */
    readonly SOURCE_BYTES_PER_DAY?: string;
    /** `1`: sessions are told apart by pid and time alone. For measuring how well that works. */
    readonly IGNORE_SENSOR_IDS?: string;
    /** `0`: no synthetic attack is sent each hour. */
    readonly CANARY?: string;
    /** `1`: the built-in analyzers are off. */
    readonly NO_BUILT_IN_ANALYZERS?: string;
    /** Hits that one analyzer may make in an hour before it is stopped. */
    readonly MAX_HITS_PER_HOUR?: string;
  }
}
