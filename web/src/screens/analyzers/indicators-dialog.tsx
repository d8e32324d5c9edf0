import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { IndicatorList, SavedIndicators } from '../../../../core/contract/indicators.ts';
import type { RuleState } from '../../../../core/contract/rules.ts';
import { api } from '../../api-client.ts';
import { useResource } from '../../data/resource.ts';
import { Button, IconButton } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { LogText } from '../../parts/log-text.tsx';
import { counted } from '../../parts/plural.ts';
import { RelativeTimestamp } from '../../parts/timestamp.tsx';
import styles from './import-dialog.module.css';
import own from './indicators-dialog.module.css';

/** Lists of addresses, domains, hashes and URLs that are known to be bad, and a form for one more. */
export function IndicatorsDialog({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const lists = useResource('indicators', api.indicators);
  const error = useSignal<unknown>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work();
      error.value = undefined;
    } catch (failure) {
      error.value = failure;
    }
    await lists.reload();
  };
  return (
    <dialog class={styles.dialog} ref={dialog} aria-label="Indicators" onClose={onClose}>
      <header class={styles.header}>
        <h2>Indicators</h2>
        <IconButton icon="cross" label="Close" onClick={() => dialog.current?.close()} />
      </header>
      <div class={styles.body}>
        <p class={styles.lead}>
          Addresses, networks, domains, hashes and URLs that are known to be bad. A list is looked
          up in all that is stored, and looked for in what comes in.
        </p>
        {lists.error.value !== undefined && (
          <ErrorNote error={lists.error.value} title="The lists could not be loaded" />
        )}
        {error.value !== undefined && (
          <ErrorNote error={error.value} title="It could not be changed" />
        )}
        {(lists.data.value?.length ?? 0) > 0 && (
          <ul class={own.lists} aria-label="Lists">
            {lists.data.value?.map((list) => (
              <ListLine
                key={list.id}
                list={list}
                onSet={(state) => void act(() => api.setIndicators(list.id, { state }))}
                onDelete={() => void act(() => api.deleteIndicators(list.id))}
              />
            ))}
          </ul>
        )}
        <NewList onSaved={() => void lists.reload()} />
      </div>
    </dialog>
  );
}

interface ListLineProps {
  readonly list: IndicatorList;
  readonly onSet: (state: RuleState) => void;
  readonly onDelete: () => void;
}

function ListLine({ list, onSet, onDelete }: ListLineProps) {
  const { name, counts, hits, state, risk, url, savedAt, savedBy, failure } = list;
  const { everyHours = 24, fetchedAt, hasSubdomains } = list;
  const what = Object.entries(counts).map(([kind, count]) =>
    counted(count, KIND_WORDS[kind] ?? kind),
  );
  return (
    <li class={own.list} data-state={state}>
      <div class={own.words}>
        <strong>
          <LogText text={name} limit={60} />
        </strong>
        <span class={own.quiet}>
          {what.join(', ')}
          {hasSubdomains === true && ' with what is below them'} · risk {risk} ·{' '}
          {counted(hits, 'hit')}
        </span>
        <span class={own.quiet}>
          {url !== undefined && (
            <>
              fetched {INTERVAL_WORDS[everyHours] ?? `every ${everyHours} hours`}, last{' '}
              <RelativeTimestamp at={fetchedAt ?? savedAt} />;{' '}
            </>
          )}
          {url === undefined ? 'saved' : 'last changed'} <RelativeTimestamp at={savedAt} /> by{' '}
          <LogText text={savedBy} limit={80} />
        </span>
        {failure !== undefined && (
          <span class={own.failure}>
            Not fetched the last time: <LogText text={failure} limit={200} />
          </span>
        )}
      </div>
      <select
        class={own.select}
        aria-label={`State of ${name}`}
        value={state}
        onChange={(event) => onSet(event.currentTarget.value as RuleState)}
      >
        <option value="on">on</option>
        <option value="shadow">shadow</option>
        <option value="off">off</option>
      </select>
      <Button
        kind="quiet"
        onClick={() => {
          if (globalThis.confirm(`Delete the list ${name}? Its hits are withdrawn.`)) onDelete();
        }}
      >
        Delete
      </Button>
    </li>
  );
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  url: 'URL',
  sha256: 'SHA-256 hash',
  sha1: 'SHA-1 hash',
  md5: 'MD5 hash',
};

/** How often a list can be fetched here, in hours. */
const INTERVAL_WORDS: Readonly<Record<number, string>> = {
  1: 'hourly',
  6: 'every six hours',
  24: 'daily',
  168: 'weekly',
};

/** Hits of a list count so much unless said otherwise. */
const USUAL_RISK = '40';

function NewList({ onSaved }: { readonly onSaved: () => void }) {
  const name = useSignal('');
  const risk = useSignal(USUAL_RISK);
  const text = useSignal('');
  const url = useSignal('');
  const everyHours = useSignal(24);
  const hasSubdomains = useSignal(false);
  const busy = useSignal(false);
  const error = useSignal<unknown>(undefined);
  const result = useSignal<SavedIndicators | undefined>(undefined);
  const file = useRef<HTMLInputElement>(null);
  const isWhole = name.value.trim() !== '' && (text.value.trim() === '') !== (url.value === '');
  const save = async () => {
    if (!isWhole || busy.peek()) return;
    busy.value = true;
    try {
      const fetched = { url: url.value.trim(), everyHours: everyHours.value };
      const content = url.value === '' ? { text: text.value } : fetched;
      const terms = {
        name: name.value.trim(),
        risk: Number(risk.value) || 0,
        hasSubdomains: hasSubdomains.value,
      };
      result.value = await api.saveIndicators(idOf(terms.name), { ...terms, ...content });
      error.value = undefined;
      [text.value, url.value] = ['', ''];
      onSaved();
    } catch (failure) {
      error.value = failure;
    }
    busy.value = false;
  };
  return (
    <form
      class={own.form}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div class={own.pair}>
        <Field
          label="Name of the list"
          name="list-name"
          type="text"
          value={name.value}
          autoComplete="off"
          maxLength={60}
          hint="What a list of this name has is replaced."
          onInput={(value) => (name.value = value)}
        />
        <Field
          label="Risk of a hit"
          name="list-risk"
          type="text"
          value={risk.value}
          autoComplete="off"
          hint="0 to 100"
          onInput={(value) => (risk.value = value)}
        />
      </div>
      <p class={own.label} id="list-text">
        One a line, CSV, or a bundle of STIX 2.1
      </p>
      <textarea
        class={own.text}
        aria-labelledby="list-text"
        rows={6}
        value={text.value}
        spellcheck={false}
        disabled={url.value !== ''}
        placeholder={'203.0.113.9\nbad.example\nhxxps://bad[.]example/a'}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <input
        ref={file}
        class={styles.hidden}
        type="file"
        accept=".txt,.csv,.json,.stix"
        aria-label="File of indicators"
        tabIndex={-1}
        onChange={async (event) => {
          text.value = (await event.currentTarget.files?.[0]?.text()) ?? '';
        }}
      />
      <Field
        label="Or fetch it from an address"
        name="list-url"
        type="text"
        value={url.value}
        autoComplete="off"
        required={false}
        hint="A public https address of such a text"
        onInput={(value) => (url.value = value)}
      />
      <div class={own.options}>
        <label class={own.option}>
          Fetched{' '}
          <select
            class={own.select}
            value={everyHours.value}
            disabled={url.value === ''}
            onChange={(event) => (everyHours.value = Number(event.currentTarget.value))}
          >
            {Object.entries(INTERVAL_WORDS).map(([hours, word]) => (
              <option key={hours} value={hours}>
                {word}
              </option>
            ))}
          </select>
        </label>
        <label class={own.option}>
          <input
            type="checkbox"
            checked={hasSubdomains.value}
            onChange={(event) => (hasSubdomains.value = event.currentTarget.checked)}
          />{' '}
          Domains with all that is below them
        </label>
      </div>
      {error.value !== undefined && <ErrorNote error={error.value} title="It was not saved" />}
      {result.value !== undefined && <Result result={result.value} />}
      <div class={styles.actions}>
        <Button icon="file" onClick={() => file.current?.click()}>
          Choose a file
        </Button>
        <Button kind="primary" type="submit" busy={busy.value} disabled={!isWhole}>
          {busy.value ? 'Looking it up…' : 'Save'}
        </Button>
      </div>
    </form>
  );
}

function Result({ result }: { readonly result: SavedIndicators }) {
  const { taken, refused, faults } = result;
  return (
    <div class={own.result} role="status">
      <p>
        <strong>{counted(taken, 'indicator')}</strong> taken, {refused.toLocaleString('en')}{' '}
        refused.
      </p>
      {faults.slice(0, 8).map(({ line, message }) => (
        <p key={line} class={own.failure}>
          line {line}: <LogText text={message} limit={200} />
        </p>
      ))}
    </div>
  );
}

/** The id of a list of a name: lists of one name are one. */
function idOf(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain.slice(0, 40) || 'list';
}
