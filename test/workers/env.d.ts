import type { D1Migration } from 'cloudflare:test';
import type * as mainModule from '../../workers/index.ts';

declare global {
  namespace Cloudflare {
    interface Env extends globalThis.Env {
      readonly TEST_MIGRATIONS: D1Migration[];
    }
    interface GlobalProps {
      mainModule: typeof mainModule;
    }
  }
}
