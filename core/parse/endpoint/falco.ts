import { nameTable } from '../form/name-table.ts';
import { addressKey, portOf } from '../form/address.ts';
import { timeOf } from '../form/epoch.ts';
import { isJsonObject, objectAt, textOf } from '../form/json-value.ts';
import { pidOf } from '../form/pid.ts';
import type { JsonFormat } from '../json-format.ts';
import { observe } from '../observe.ts';

/** Falco's priorities (falco.org, "Basic Elements of Falco Rules") as severities up to 10. */
const SEVERITIES = nameTable<number>({
  emergency: 10,
  alert: 9,
  critical: 8,
  error: 7,
  warning: 5,
  notice: 3,
  informational: 2,
  debug: 1,
});

/** Falco's and Sysdig's alerts as JSON (falco.org, "Formatting Alerts"): findings about a host. */
export const FALCO: JsonFormat = {
  name: 'Falco',
  matches: (alert) =>
    typeof alert.rule === 'string' && alert.priority !== undefined && alert.output !== undefined,
  read: (alert, context) => {
    const fields = objectAt(alert, 'output_fields');
    const host = textOf(alert.hostname) ?? textOf(fields['evt.hostname']) ?? context.defaultHost;
    const time = timeOf(alert.time) ?? timeOf(fields['evt.time']) ?? context.receivedAt;
    return observe(time, { host }, (see) => {
      const rule = textOf(alert.rule) ?? '';
      const containerId = textOf(fields['container.id']);
      const inContainer = containerId === 'host' ? undefined : containerId;
      const name = textOf(fields['proc.name']);
      const finding = see.finding([rule, inContainer, name].filter(Boolean).join(' '), {
        title: rule,
        kind: isJsonObject(alert.source) ? undefined : textOf(alert.source),
        severity: SEVERITIES[textOf(alert.priority)?.toLowerCase() ?? ''],
      });
      const container = see.container(inContainer, {
        name: textOf(fields['container.name']),
        container_image: textOf(fields['container.image.repository']),
      });
      const process = see.process(
        { pid: pidOf(fields['proc.pid']), image: textOf(fields['proc.exepath']), name },
        { command_line: textOf(fields['proc.cmdline']) },
      );
      const parent = see.process({
        pid: pidOf(fields['proc.ppid']),
        name: textOf(fields['proc.pname']),
      });
      const user = see.user({ name: textOf(fields['user.name']) });
      see.edge(parent, 'children', process);
      see.edge(process, 'run_as', user);
      see.edge(process, 'runs_in', container);
      see.edge(finding, 'names_process', process);
      see.edge(finding, 'names_container', container);
      see.edge(finding, 'names_user', user);
      const target = textOf(fields['fd.name']);
      if (target?.startsWith('/')) see.edge(finding, 'names_file', see.file(target));
      const peer = textOf(fields['fd.sip']) ?? peerOf(target);
      see.edge(finding, 'names_address', see.address(peer));
    });
  },
};

/** The server's address of `10.0.0.1:5000->10.0.0.2:443`. */
function peerOf(name: string | undefined): string | undefined {
  const match = /->(\S{1,45}):(\d{1,5})$/.exec(name?.slice(0, 200) ?? '');
  return portOf(match?.[2]) === undefined ? undefined : addressKey(match?.[1]);
}
