import { useSignal } from '@preact/signals';
import type { Channel, Delivery } from '../../../../core/contract/notifications.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import { paths } from '../../routes.ts';
import { ChannelDialog } from './channel-dialog.tsx';
import styles from './notifications.module.css';

/** Where lenses and stopped analyzers are told of, what was told, and how the receivers answered. */
export function Notifications() {
  const notifications = useResource('notifications', api.notifications);
  const isAdding = useSignal(false);
  const secret = useSignal('');
  const known = notifications.data.value;
  return (
    <>
      <div class={styles.page}>
        <div>
          <Button icon="plus" kind="primary" onClick={() => (isAdding.value = true)}>
            Add a channel
          </Button>
        </div>
        {notifications.error.value !== undefined && (
          <ErrorNote
            error={notifications.error.value}
            title="The notifications could not be loaded"
            onRetry={() => void notifications.reload()}
          />
        )}
        {known === undefined && notifications.error.value === undefined && (
          <Skeleton rows={3} rowHeight={64} label="Loading the notifications" />
        )}
        {secret.value !== '' && (
          <p class={styles.secret} role="status">
            Requests are signed with <code>{secret.value}</code>. It is shown this once.
          </p>
        )}
        {known?.channels.length === 0 && (
          <EmptyState title="Nobody is told">
            <p>A channel is told when a lens reaches a score, and when a closed one comes back.</p>
          </EmptyState>
        )}
        {known !== undefined && known.channels.length > 0 && (
          <ul class={styles.list} aria-label="Channels">
            {known.channels.map((channel) => (
              <ChannelItem
                key={channel.id}
                channel={channel}
                onChanged={() => void notifications.reload()}
              />
            ))}
          </ul>
        )}
        {known !== undefined && known.deliveries.length > 0 && (
          <>
            <h2 class={styles.heading}>Deliveries</h2>
            <p class={styles.facts}>
              The last hundred are shown; those that are over are kept for {known.kept.days} days,
              and {known.kept.most.toLocaleString('en')} at most.
            </p>
            <ul class={styles.list} aria-label="Deliveries">
              {known.deliveries.map((delivery) => (
                <DeliveryItem
                  key={delivery.id}
                  delivery={delivery}
                  channel={known.channels.find(({ id }) => id === delivery.channel)}
                />
              ))}
            </ul>
          </>
        )}
      </div>
      {isAdding.value && (
        <ChannelDialog
          canMail={known?.canMail ?? false}
          onClose={() => (isAdding.value = false)}
          onAdded={(created) => {
            secret.value = created.secret ?? '';
            void notifications.reload();
          }}
        />
      )}
    </>
  );
}

interface ChannelItemProps {
  readonly channel: Channel;
  readonly onChanged: () => void;
}

function ChannelItem({ channel, onChanged }: ChannelItemProps) {
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const answer = useSignal('');
  const work = async (what: () => Promise<void>) => {
    busy.value = true;
    error.value = undefined;
    try {
      await what();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  const test = () =>
    work(async () => {
      const tested = await api.testChannel(channel.id);
      answer.value = `${tested.ok ? 'Taken' : 'Not taken'}: ${tested.answer}`;
    });
  const remove = () =>
    work(async () => {
      await api.removeChannel(channel.id);
      onChanged();
    });
  const { rule } = channel;
  const parts = [
    `risk from ${rule.minScore}`,
    ...(rule.types.length > 0 ? [rule.types.join(', ')] : []),
    ...(rule.tactics.length > 0 ? [rule.tactics.join(', ')] : []),
    ...(rule.stoppedAnalyzers ? ['analyzers that were stopped'] : []),
    ...(rule.quiet === undefined ? [] : [`quiet ${rule.quiet.from}–${rule.quiet.to} UTC`]),
  ];
  return (
    <li class={styles.item}>
      <span class={styles.what}>
        <strong>{channel.name}</strong>
        <span class={styles.facts}>
          {channel.kind} · {channel.target} · {parts.join(' · ')}
        </span>
        {answer.value !== '' && (
          <span role="status">
            <LogText text={answer.value} limit={340} />
          </span>
        )}
        {error.value !== undefined && <ErrorNote error={error.value} title="That was not done" />}
      </span>
      <span class={styles.actions}>
        <Button busy={busy.value} onClick={() => void test()}>
          Send test
        </Button>
        <Button busy={busy.value} onClick={() => void remove()}>
          Remove
        </Button>
      </span>
    </li>
  );
}

interface DeliveryItemProps {
  readonly delivery: Delivery;
  readonly channel: Channel | undefined;
}

function DeliveryItem({ delivery, channel }: DeliveryItemProps) {
  const { state, attempts, answer, due } = delivery;
  return (
    <li class={styles.item}>
      <span class={styles.what}>
        {'lens' in delivery ? (
          <a href={paths.lens(delivery.lens)}>
            <LogText text={delivery.lensName} limit={120} />
          </a>
        ) : (
          <a href={paths.analyzer(delivery.analyzer)}>
            <LogText text={`Analyzer stopped: ${delivery.analyzerTitle}`} limit={160} />
          </a>
        )}
        <span class={styles.facts}>
          <LogText text={delivery.reason} limit={200} /> · {channel?.name ?? 'removed channel'} ·{' '}
          <RelativeTimestamp at={delivery.at} />
        </span>
        {answer !== '' && (
          <span class={styles.facts}>
            <LogText text={answer} limit={320} />
          </span>
        )}
      </span>
      <span class={styles.state} data-state={state}>
        {state}
        {state === 'waiting' && (
          <>
            {', next '}
            <RelativeTimestamp at={due} />
          </>
        )}
        {attempts > 1 && `, ${attempts} attempts`}
      </span>
    </li>
  );
}
