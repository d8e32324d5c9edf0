import type { D1Migration } from 'cloudflare:test';
import type * as mainModule from '../../workers/index.ts';
import type { Described } from '../openapi/operations.ts';

declare global {
  namespace Cloudflare {
    interface Env extends globalThis.Env {
      readonly TEST_MIGRATIONS: D1Migration[];
      /** The API's description, as it is kept. */
      readonly TEST_OPENAPI: Described;
      /** How many requests the fuzzer sends to each route. */
      readonly TEST_FUZZ_RUNS: string;
    }
    interface GlobalProps {
      mainModule: typeof mainModule;
    }
  }
}
