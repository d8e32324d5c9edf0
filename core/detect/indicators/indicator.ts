import type { IndicatorKind } from '../../contract/indicators.ts';
import { addressKey } from '../../parse/form/address.ts';
import { domainKey, urlKey } from '../../parse/form/domain.ts';
import { readNetwork } from '../sigma/language/cidr.ts';

/** Something that is known to be bad. */
export interface Indicator {
  readonly kind: IndicatorKind;
  /** In the form in which the graph has it. */
  readonly value: string;
  /** What is first seen after this time is no hit, ms of event time. */
  readonly expires?: number | undefined;
}

const HASHES: Readonly<Record<number, IndicatorKind>> = { 32: 'md5', 40: 'sha1', 64: 'sha256' };

/** Longer texts are no indicator of any kind. */
const MAX_LENGTH = 2_000;

/**
 * Reads an indicator and says of what kind it is: an address, a network, a domain, a URL, or a hash.
 * Written so that nobody follows it by mistake (`hxxps://bad[.]example`), it is read as what it
 * means. Undefined for anything else.
 */
export function readIndicator(written: string): Indicator | undefined {
  if (written.length > MAX_LENGTH) return undefined;
  const text = refanged(written.trim());
  const hash = HASHES[text.length];
  if (hash !== undefined && /^[0-9a-f]+$/i.test(text)) {
    return { kind: hash, value: text.toLowerCase() };
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const url = urlKey(text)?.url;
    return url === undefined ? undefined : { kind: 'url', value: url };
  }
  if (text.includes('/')) return readNetworkIndicator(text);
  const address = addressKey(text);
  if (address !== undefined) return { kind: 'address', value: address };
  const domain = domainKey(text);
  return domain !== undefined && DOMAIN.test(domain)
    ? { kind: 'domain', value: domain }
    : undefined;
}

/** A name with a dot, of letters, digits, hyphens and underscores of any alphabet. */
const DOMAIN = /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)+$/u;

/** Networks so large would be half of the internet. */
const LEAST_PREFIX = 8;

function readNetworkIndicator(text: string): Indicator | undefined {
  const [base = '', prefix = ''] = text.split('/');
  if (readNetwork(text) === undefined || Number(prefix) < LEAST_PREFIX) return undefined;
  const isOne = prefix === (base.includes(':') ? '128' : '32');
  const address = isOne ? addressKey(base) : undefined;
  if (address !== undefined) return { kind: 'address', value: address };
  return { kind: 'network', value: text.toLowerCase() };
}

function refanged(text: string): string {
  return text
    .replaceAll(/\[\.\]|\(\.\)|\[dot\]/gi, '.')
    .replaceAll(/\[:\]/g, ':')
    .replace(/^hxxp/i, 'http');
}
