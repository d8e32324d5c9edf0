import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { Problem } from '../../core/contract/problem.ts';
import { hostileAnswer } from './hostile-answers.ts';

/** The answers whose texts are hostile. */
export const hostileResponses = new WeakSet<ServerResponse>();

/** Answers with JSON. */
export function json(response: ServerResponse, status: number, body: unknown): void {
  const sent = hostileResponses.has(response) ? hostileAnswer(body) : body;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(sent));
}

/** Answers with what went wrong. */
export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  title: string,
  more: Partial<Problem> = {},
): void {
  const body: Problem = { code, status, title, requestId: randomUUID().slice(0, 18), ...more };
  response
    .writeHead(status, { 'content-type': 'application/problem+json' })
    .end(JSON.stringify(body));
}
