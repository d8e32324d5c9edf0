import { portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { numberOf, textOf } from '../form/json-value.ts';
import type { JsonObject } from '../form/json-value.ts';
import { PROTOCOL_NAMES } from '../form/protocol.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';
import type { ParseContext } from '../parse-context.ts';
import { ignored } from '../parsed.ts';
import type { Parsed } from '../parsed.ts';

/** The columns of version 2, which a flow log has unless it was set up with others. */
const DEFAULT_COLUMNS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  );

/**
 * Amazon VPC flow logs: text of any version, with or without its header, and rows of collectors
 * (docs.aws.amazon.com, "Flow log records"). The asset is the account. A flow says that one address
 * contacted a socket; of a flow's two directions the one to the lower port is taken for both.
 */
export const VPC_FLOW: JsonFormat = {
  name: 'VPC flow logs',
  matches: (row) => (row.srcAddr ?? row.srcaddr) !== undefined || isStatusOnly(row),
  read: readRow,
};

/** Whether a line is a flow log's, which is without a header. */
export function isVpcFlowLine(line: string): boolean {
  return /^[2-9] (?:\d{12}|unknown) (?:eni-[0-9a-z]{1,40}|-) /.test(line);
}

/** Reads a line of a flow log of version 2. */
export function readVpcFlowLine(line: string, context: ParseContext): Parsed {
  const row = Object.create(null) as Record<string, unknown>;
  line.split(' ', DEFAULT_COLUMNS.length).forEach((value, index) => {
    row[DEFAULT_COLUMNS[index] ?? ''] = value;
  });
  return readRow(row, context);
}

function isStatusOnly(row: JsonObject): boolean {
  return row['log-status'] !== undefined || row.log_status !== undefined;
}

function readRow(row: JsonObject, context: ParseContext): Parsed {
  const [from, to] = [column(row, 'srcaddr', 'srcAddr'), column(row, 'dstaddr', 'dstAddr')];
  if (from === undefined || to === undefined) return ignored('vpc flow: no data in the interval');
  const host = column(row, 'account-id', 'account_id', 'account', 'accountId') ?? 'aws';
  const time = timeOf(row.start) ?? context.receivedAt;
  return observe(time, { host, provider: 'aws' }, (see) => {
    const ports = [
      portOf(numberOf(row.srcport ?? row.srcPort)),
      portOf(numberOf(row.dstport ?? row.dstPort)),
    ] as const;
    const isAnswer = ports[0] !== undefined && ports[1] !== undefined && ports[0] < ports[1];
    const [client, server] = isAnswer ? [to, from] : [from, to];
    const number = column(row, 'protocol') ?? '';
    const source = see.address(client);
    if (column(row, 'action')?.toUpperCase() === 'REJECT') {
      see.edge(source, 'refused_by', see.asset);
      return;
    }
    const protocol = PROTOCOL_NAMES[number] ?? number;
    const socket = see.socket(protocol, server, isAnswer ? ports[0] : ports[1]);
    see.edge(source, 'contacted', socket);
  });
}

function column(row: JsonObject, ...names: string[]): string | undefined {
  for (const name of names) {
    const text = textOf(row[name]);
    if (text !== undefined) return text;
  }
  return undefined;
}
