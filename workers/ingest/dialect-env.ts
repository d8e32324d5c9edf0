/** What the routes of dialects know: what the app's first middleware sets. */
export interface DialectEnv {
  Bindings: Env;
  Variables: { requestId: string };
}
