/** Builds blackbox_exporter in the version of bench/peers/go.mod, and the two Go programs. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificates } from './certificates.ts';
import type { Mode } from './prober.ts';

const SOURCES = join(import.meta.dirname, '../peers');

export interface Peers {
  readonly blackbox: string;
  readonly target: string;
  readonly drive: string;
  /** Module and version of blackbox_exporter, and version of Go. */
  readonly versions: string;
}

/** The first build takes minutes, because it compiles blackbox_exporter from source. */
export async function buildPeers(cache: string): Promise<Peers> {
  const directory = join(cache, 'bin');
  mkdirSync(directory, { recursive: true });
  const packages = ['github.com/prometheus/blackbox_exporter', './target', './drive'];
  await promisify(execFile)('go', ['build', '-o', `${directory}/`, ...packages], { cwd: SOURCES });
  const [blackbox, target, drive] = ['blackbox_exporter', 'target', 'drive'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const { stdout } = await promisify(execFile)('go', ['version', '-m', blackbox]);
  const [, go] = /: (go\S+)/.exec(stdout) ?? [];
  const [, version] =
    /dep\s+github.com\/prometheus\/blackbox_exporter\s+(\S+)|mod\s+github.com\/prometheus\/blackbox_exporter\s+(\S+)/.exec(
      stdout,
    ) ?? [];
  return {
    blackbox,
    target,
    drive,
    versions: `blackbox_exporter ${version ?? 'v0.28.0'} built with ${go}`,
  };
}

/** One module for each mode. They differ only in TLS. */
export function writeModules(file: string, { ca, certificate, key }: Certificates): void {
  const tls = { tls: true, tls_config: { ca_file: ca, server_name: 'localhost' } };
  const modes: Record<Mode, object> = {
    tcp: {},
    tls,
    mtls: { ...tls, tls_config: { ...tls.tls_config, cert_file: certificate, key_file: key } },
  };
  const modules = Object.entries(modes).map(([name, tcp]) => [
    name,
    { prober: 'tcp', timeout: '10s', tcp: { preferred_ip_protocol: 'ip4', ...tcp } },
  ]);
  // JSON is valid YAML.
  writeFileSync(file, JSON.stringify({ modules: Object.fromEntries(modules) }));
}
