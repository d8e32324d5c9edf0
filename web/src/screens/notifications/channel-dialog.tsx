import { useSignal } from '@preact/signals';
import type { ChannelRequest, CreatedChannel } from '../../../../core/contract/notifications.ts';
import { api } from '../../api-client.ts';
import { Choices } from '../../parts/choices.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field } from '../../parts/field.tsx';

interface ChannelDialogProps {
  readonly onClose: () => void;
  readonly onAdded: (created: CreatedChannel) => void;
  /** Whether this deployment can send mail. */
  readonly canMail: boolean;
}

type Kind = ChannelRequest['kind'];

const KINDS: readonly { readonly name: Kind; readonly title: string; readonly hint: string }[] = [
  { name: 'webhook', title: 'Webhook', hint: 'Signed JSON to an address of yours' },
  { name: 'slack', title: 'Slack', hint: 'An incoming webhook of a channel' },
  { name: 'email', title: 'E-mail', hint: 'Text, to a member’s address' },
  { name: 'pagerduty', title: 'PagerDuty', hint: 'Events API v2, by routing key' },
];

/** What the target of each kind is. */
const TARGET_HINTS: Readonly<Record<Kind, string>> = {
  webhook: 'Public, with https',
  slack: 'Public, with https',
  email: 'Of a member of the organisation',
  pagerduty: 'Of an integration',
};

/** Adds a channel. */
export function ChannelDialog({ onClose, onAdded, canMail }: ChannelDialogProps) {
  const kind = useSignal<Kind>('webhook');
  const name = useSignal('');
  const target = useSignal('');
  const minScore = useSignal('50');
  const types = useSignal('');
  const tactics = useSignal('');
  const quiet = useSignal('');
  const stoppedAnalyzers = useSignal(true);
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const [, from, to] = /^\s*(\d\d:\d\d)\s*[-–]\s*(\d\d:\d\d)\s*$/.exec(quiet.value) ?? [];
  const isQuietRead = quiet.value.trim() === '' || (from !== undefined && to !== undefined);
  const add = async () => {
    if (busy.peek()) return;
    busy.value = true;
    error.value = undefined;
    const rule = {
      minScore: Number(minScore.value),
      types: wordsOf(types.value),
      tactics: wordsOf(tactics.value),
      stoppedAnalyzers: stoppedAnalyzers.value,
      ...(from === undefined || to === undefined ? {} : { quiet: { from, to } }),
    };
    const common = { name: name.value.trim(), rule };
    try {
      const created = await api.addChannel(requestOf(kind.value, target.value.trim(), common));
      onAdded(created);
      onClose();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  return (
    <Dialog
      title="Add a channel"
      action="Add"
      busy={busy.value}
      error={error.value}
      disabled={
        (kind.value === 'email' && !canMail) || !isQuietRead || !(Number(minScore.value) >= 0)
      }
      onSubmit={() => void add()}
      onClose={onClose}
    >
      <Choices
        legend="Where to?"
        name="kind"
        choices={canMail ? KINDS : KINDS.map(withoutMailer)}
        chosen={kind.value}
        onChoose={(chosen) => (kind.value = chosen)}
      />
      <Text label="Name" name="channel-name" value={name} />
      <Text
        label={kind.value === 'pagerduty' ? 'Routing key' : 'Address'}
        name="target"
        value={target}
        hint={TARGET_HINTS[kind.value]}
      />
      <Text label="From this risk on" name="min-score" value={minScore} />
      <Text label="Types" name="types" value={types} optional hint="asset, user … (none: all)" />
      <Text
        label="Tactics"
        name="tactics"
        value={tactics}
        optional
        hint="Credential access, Impact … (none: all)"
      />
      <Text
        label="Quiet hours, UTC"
        name="quiet"
        value={quiet}
        optional
        hint="22:00-06:00; what happens then is sent afterwards"
        {...(isQuietRead ? {} : { error: 'Two times, as in 22:00-06:00' })}
      />
      <label>
        <input
          type="checkbox"
          name="stopped-analyzers"
          checked={stoppedAnalyzers.value}
          onChange={(event) => (stoppedAnalyzers.value = event.currentTarget.checked)}
        />{' '}
        Also tell of analyzers that were stopped
      </label>
    </Dialog>
  );
}

/** The choice of mail where it cannot be sent says so. */
function withoutMailer(choice: (typeof KINDS)[number]): (typeof KINDS)[number] {
  return choice.name === 'email'
    ? { ...choice, hint: 'This deployment has no mailer, so nothing can be sent' }
    : choice;
}

function requestOf(
  kind: Kind,
  target: string,
  common: Pick<ChannelRequest, 'name' | 'rule'>,
): ChannelRequest {
  switch (kind) {
    case 'pagerduty':
      return { kind, routingKey: target, ...common };
    case 'email':
      return { kind, to: target, ...common };
    default:
      return { kind, url: target, ...common };
  }
}

interface TextProps {
  readonly label: string;
  readonly name: string;
  readonly value: { value: string };
  readonly optional?: boolean;
  readonly hint?: string;
  readonly error?: string;
}

function Text({ label, name, value, optional = false, hint, error }: TextProps) {
  return (
    <Field
      label={label}
      name={name}
      type="text"
      value={value.value}
      required={!optional}
      autoComplete="off"
      maxLength={2000}
      hint={hint}
      error={error}
      onInput={(text) => (value.value = text)}
    />
  );
}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
