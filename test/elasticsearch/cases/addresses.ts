/** Ways to register a remote at one address, and what is said of it when it is broken. */
import type { Case, RemoteSettings, Seen } from '../scene.ts';

export const MODES = ['sniff', 'proxy'] as const;
export type ConnectionMode = (typeof MODES)[number];
export const LOCALS = ['local9', 'local8'] as const;

export const HEALTHY: Seen = { status: 'healthy', cause: 'healthy' };

export function at(
  mode: ConnectionMode,
  address: string,
  more: RemoteSettings = {},
): RemoteSettings {
  return mode === 'sniff'
    ? { mode, seeds: [address], ...more }
    : { mode, proxy_address: address, ...more };
}

/** A remote that does not work, and how Elasticsearch is told to take that. */
export interface Broken {
  readonly settings: RemoteSettings;
  /** Whether Elasticsearch tells the reason: only where `skip_unavailable` is false. */
  readonly tells: boolean;
  readonly seen: (cause: string, findings?: readonly string[]) => Seen;
  /** The same cause with the full registry and the bare one. */
  readonly both: (
    cause: string,
    findings?: readonly string[],
  ) => Required<Pick<Case, 'seen' | 'bare'>>;
}

/** In turn, so that both modes and both versions meet both values. */
export function broken(local: string, mode: ConnectionMode): Broken {
  const tells = (local === 'local8') !== (mode === 'sniff');
  const seen = (cause: string, findings: readonly string[] = []): Seen => ({
    status: 'failing',
    cause,
    findings: [...findings, ...(tells ? [] : ['searches-skip-this-remote'])],
  });
  return {
    settings: { skip_unavailable: !tells },
    tells,
    seen,
    both: (cause, findings) => ({ seen: seen(cause, findings), bare: seen(cause, findings) }),
  };
}

/** The cases of both modes on both local clusters. */
export function everywhere(
  cases: (local: string, mode: ConnectionMode) => readonly Case[],
): Case[] {
  return LOCALS.flatMap((local) => MODES.flatMap((mode) => cases(local, mode)));
}
