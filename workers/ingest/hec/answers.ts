import type { FaultKind } from '../ingest-fault.ts';

/**
 * What Splunk's HTTP event collector answers, word for word: clients compare the numbers, and people
 * search for the texts. "Format events for HTTP Event Collector" and "Troubleshoot HTTP Event
 * Collector" in Splunk's documentation.
 */
export const HEC_ANSWERS = {
  success: [200, 'Success', 0],
  tokenDisabled: [403, 'Token disabled', 1],
  tokenRequired: [401, 'Token is required', 2],
  invalidAuthorization: [401, 'Invalid authorization', 3],
  invalidToken: [403, 'Invalid token', 4],
  noData: [400, 'No data', 5],
  invalidFormat: [400, 'Invalid data format', 6],
  incorrectIndex: [400, 'Incorrect index', 7],
  internal: [500, 'Internal server error', 8],
  busy: [503, 'Server is busy', 9],
  channelMissing: [400, 'Data channel is missing', 10],
  invalidChannel: [400, 'Invalid data channel', 11],
  eventRequired: [400, 'Event field is required', 12],
  eventBlank: [400, 'Event field cannot be blank', 13],
  ackDisabled: [400, 'ACK is disabled', 14],
  fieldsFault: [400, 'Error in handling indexed fields', 15],
  healthy: [200, 'HEC is healthy', 17],
  unknownEncoding: [415, 'Invalid data format', 6],
  tooLarge: [413, 'Request entity too large', 27],
} as const satisfies Record<string, readonly [status: number, text: string, code: number]>;

export type HecAnswer = keyof typeof HEC_ANSWERS;

/** The answer to each fault. All that pass are "busy", which every client takes up again. */
export const ANSWER_OF_FAULT: Readonly<Record<FaultKind, HecAnswer>> = {
  'no-token': 'tokenRequired',
  'malformed-token': 'invalidAuthorization',
  'unknown-token': 'invalidToken',
  'unknown-encoding': 'unknownEncoding',
  'broken-body': 'invalidFormat',
  empty: 'noData',
  'too-large': 'tooLarge',
  quota: 'busy',
  rate: 'busy',
  busy: 'busy',
};

/** An answer as the collector sends it. */
export function hecResponse(
  answer: HecAnswer,
  more: Readonly<Record<string, unknown>> = {},
  headers: Readonly<Record<string, string>> = {},
): Response {
  const [status, text, code] = HEC_ANSWERS[answer];
  return Response.json({ text, code, ...more }, { status, headers });
}
