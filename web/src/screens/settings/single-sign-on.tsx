import { useSignal } from '@preact/signals';
import type { Sso, SsoDomain, SsoRequest } from '../../../../core/contract/sso.ts';
import { SSO_ROLES } from '../../../../core/contract/sso-words.ts';
import type { SsoRole } from '../../../../core/contract/sso-words.ts';
import { useResource } from '../../data/resource.ts';
import { useChange } from '../../data/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Field } from '../../parts/field.tsx';
import { settings } from '../../settings-client.ts';
import styles from './settings.module.css';
import { SureButton } from './sure-button.tsx';
import stepStyles from './two-factor.module.css';

/** Single sign-on of the organisation: its provider, and the domains whose people come by it. */
export function SingleSignOn() {
  const resource = useResource('sso', settings.sso);
  const isOpen = useSignal(false);
  const change = useChange();
  const known = resource.data.value;
  if (known === undefined) {
    return resource.error.value === undefined ? null : (
      <ErrorNote error={resource.error.value} title="Single sign-on could not be loaded" />
    );
  }
  const { sso, callback } = known;
  const close = () => {
    isOpen.value = false;
    void resource.reload();
  };
  return (
    <section class={styles.section} aria-label="Single sign-on">
      <h2 class={styles.heading}>
        Single sign-on
        {sso !== null && <span class={styles.tag}>{sso.required ? 'required' : 'on'}</span>}
      </h2>
      <p class={styles.lead}>
        {sso === null
          ? 'Members sign in by your identity provider (OpenID Connect), and newcomers of your domains become members by it.'
          : `People of the domains below sign in by ${sso.issuer}; newcomers become ${sso.role}.`}
      </p>
      {sso !== null && (
        <ul class={styles.rows} aria-label="Domains">
          {sso.domains.map((domain) => (
            <DomainRow
              key={domain.domain}
              domain={domain}
              onProven={() => void resource.reload()}
            />
          ))}
        </ul>
      )}
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      {isOpen.value ? (
        <SsoForm sso={sso} callback={callback} onDone={close} />
      ) : (
        <div class={stepStyles.actions}>
          <Button onClick={() => (isOpen.value = true)}>
            {sso === null ? 'Set up single sign-on…' : 'Change single sign-on…'}
          </Button>
          {sso !== null && (
            <SureButton
              word="Remove it"
              question="Who came by it is a member no more. Remove it?"
              busy={change.busy.value}
              onSure={() => void change.run(settings.endSso).then(() => resource.reload())}
            />
          )}
        </div>
      )}
    </section>
  );
}

interface DomainRowProps {
  readonly domain: SsoDomain;
  readonly onProven: () => void;
}

/** A domain, and what its DNS must say before it counts. */
function DomainRow({ domain: { domain, provenAt, record }, onProven }: DomainRowProps) {
  const change = useChange();
  return (
    <li class={styles.row}>
      <span class={styles.what}>
        <span class={styles.name}>
          {domain}
          <span class={styles.tag}>{provenAt === null ? 'not proven' : 'proven'}</span>
        </span>
        {provenAt === null && (
          <span class={styles.quiet}>
            Make a TXT record <code>{record.name}</code> that says <code>{record.text}</code>{' '}
            <CopyButton text={record.text} label={`Copy what ${record.name} says`} compact />
          </span>
        )}
        {change.error.value !== undefined && (
          <ErrorNote error={change.error.value} title="It is not proven" />
        )}
      </span>
      {provenAt === null && (
        <Button
          busy={change.busy.value}
          onClick={() =>
            void change
              .run(() => settings.proveDomain(domain))
              .then((isProven) => {
                if (isProven) onProven();
              })
          }
        >
          Look for it
        </Button>
      )}
    </li>
  );
}

interface SsoFormProps {
  readonly sso: Sso | null;
  readonly callback: string;
  readonly onDone: () => void;
}

function SsoForm({ sso, callback, onDone }: SsoFormProps) {
  const issuer = useSignal(sso?.issuer ?? '');
  const clientId = useSignal(sso?.clientId ?? '');
  const clientSecret = useSignal('');
  const domains = useSignal(sso?.domains.map(({ domain }) => domain).join(', ') ?? '');
  const role = useSignal<SsoRole>(sso?.role ?? 'analyst');
  const required = useSignal(sso?.required ?? false);
  const change = useChange();
  const save = async () => {
    const request: SsoRequest = {
      issuer: issuer.peek().trim(),
      clientId: clientId.peek(),
      ...(clientSecret.peek() === '' ? {} : { clientSecret: clientSecret.peek() }),
      domains: domains
        .peek()
        .split(/[\s,]+/)
        .filter((domain) => domain !== ''),
      role: role.peek(),
      required: required.peek(),
    };
    if (await change.run(() => settings.setSso(request))) onDone();
  };
  return (
    <form
      class={stepStyles.steps}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p class={styles.quiet}>
        At the provider, register a web application with the redirect URI <code>{callback}</code>{' '}
        <CopyButton text={callback} label="Copy the redirect URI" compact />
      </p>
      <Field
        label="Issuer"
        name="issuer"
        type="text"
        autoComplete="off"
        hint="Such as https://login.example.com: its discovery document is below it"
        maxLength={500}
        value={issuer.value}
        onInput={(value) => (issuer.value = value)}
      />
      <Field
        label="Client ID"
        name="client-id"
        type="text"
        autoComplete="off"
        maxLength={500}
        value={clientId.value}
        onInput={(value) => (clientId.value = value)}
      />
      <Field
        label="Client secret"
        name="client-secret"
        type="password"
        autoComplete="off"
        hint={sso === null ? 'Kept sealed, and never shown' : 'Empty: the one that is kept stays'}
        required={sso === null}
        maxLength={2000}
        value={clientSecret.value}
        onInput={(value) => (clientSecret.value = value)}
      />
      <Field
        label="Domains of e-mail addresses"
        name="domains"
        type="text"
        autoComplete="off"
        hint="With commas between"
        value={domains.value}
        onInput={(value) => (domains.value = value)}
      />
      <label class={styles.labelled}>
        <span>Newcomers become</span>
        <select
          class={styles.select}
          value={role.value}
          onChange={(event) => (role.value = event.currentTarget.value as SsoRole)}
        >
          {SSO_ROLES.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          checked={required.value}
          onChange={(event) => (required.value = event.currentTarget.checked)}
        />{' '}
        Require it of everyone but owners, who keep their passwords for when the provider is away
      </label>
      {change.error.value !== undefined && (
        <ErrorNote error={change.error.value} title="Nothing was changed" />
      )}
      <div class={stepStyles.actions}>
        <Button kind="primary" type="submit" busy={change.busy.value}>
          Save
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
