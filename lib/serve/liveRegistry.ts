/**
 * The registry, read again whenever its file or a PEM file in it changes, also if the path leads to
 * another file, as Kubernetes has it. A new version with mistakes leaves the old one in force.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors.ts';
import { readRegularFile } from '../registry/regularFile.ts';
import type { Registry } from '../registry/schema.ts';

export interface LiveRegistryOptions {
  /** The file of the registry; none if it is made from URLs. */
  readonly file: string | undefined;
  /** Reads it; reports each further file that it depends on. Throws ConfigurationError. */
  readonly load: (onFile: (path: string) => void) => Promise<Registry>;
  /** How often files are looked at. */
  readonly everyMs?: number;
  readonly onLoaded: (registry: Registry) => void;
  /** Called once for each version that has mistakes. */
  readonly onRefused: (problem: Error) => void;
}

export interface LiveRegistry {
  readonly current: () => Registry;
  /** What is wrong with the version that is not in force; undefined if the latest one is. */
  readonly problem: () => Error | undefined;
  /** Looks now whether something has changed. */
  readonly look: () => Promise<void>;
  /** Looks again and again, until the signal aborts. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
}

const EVERY_MS = 2000;

/** Rejects if the first version cannot be used. */
export async function liveRegistry(options: LiveRegistryOptions): Promise<LiveRegistry> {
  const { everyMs = EVERY_MS } = options;
  let { registry: current, files } = await read(options);
  let [inForce, seen] = [contentOf(files), ''];
  let problem: Error | undefined;

  async function look(): Promise<void> {
    const content = contentOf(files);
    const isSettled = content === seen;
    seen = content;
    // Whoever writes a file, or several, may be half way through.
    if (content === inForce || !isSettled) return;
    inForce = content;
    try {
      const next = await read(options);
      ({ registry: current, files } = next);
      inForce = contentOf(files);
      problem = undefined;
      options.onLoaded(current);
    } catch (thrown) {
      problem = thrown instanceof Error ? thrown : new Error(messageOf(thrown));
      options.onRefused(problem);
    }
  }

  return {
    current: () => current,
    problem: () => problem,
    look,
    watch: async (signal) => {
      while (!signal.aborted) {
        await sleep(everyMs, undefined, { signal }).catch(() => undefined);
        await look();
      }
    },
  };
}

interface Read {
  readonly registry: Registry;
  readonly files: readonly string[];
}

async function read({ file, load }: LiveRegistryOptions): Promise<Read> {
  const files = new Set(file === undefined ? [] : [file]);
  const registry = await load((path) => files.add(path));
  return { registry, files: [...files] };
}

/** As large as the largest file of a registry may be. */
const MAX_BYTES = 2_097_152;

/** The same as long as all files have the same bytes. Links are followed anew each time. */
function contentOf(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files) {
    const answer = readRegularFile(file, MAX_BYTES);
    digest.update('problem' in answer ? `${answer.problem}\n` : answer.bytes).update('\0');
  }
  return digest.digest('base64url');
}
