/** What the tests use of Splunk's logger, which brings no types. */
declare module 'splunk-logging' {
  export class Logger {
    constructor(config: {
      token: string;
      url: string;
      maxBatchCount?: number;
      batchInterval?: number;
    });
    error: (error: unknown) => void;
    send(context: { message: unknown; metadata?: Record<string, unknown> }): void;
  }
}
