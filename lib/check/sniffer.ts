/** Asks seeds for a whole run, so that a key that a remote refuses is tried once only. */
import type { Sniffed } from '../facts.ts';
import { notAsked, type SniffTarget, sniffSeed } from '../probe/sniffSeed.ts';
import type { ProbeOptions } from '../probe/step.ts';

export type Sniffer = (target: SniffTarget) => Promise<Sniffed>;

/** What a remote made of a key; undefined where it was not asked, or gave no answer. */
type Verdict = 'accepted' | 'refused' | undefined;

/**
 * Each refused key leaves two lines in the remote's log. So seeds are asked one after the other with the same key until a remote accepts it, then
 * all at once, and after a refusal no more.
 */
export function createSniffer(options: ProbeOptions): Sniffer {
  const verdicts = new Map<string, Promise<Verdict>>();
  return async (target) => {
    if (target.credentials.as !== 'api-key') return sniffSeed(target, options);
    const { encodedKey } = target.credentials;
    const before = verdicts.get(encodedKey) ?? Promise.resolve(undefined);
    const asked = before.then((verdict) =>
      verdict === 'refused' ? notAsked(target.seed, 'api-key', ALREADY_REFUSED) : sniffSeed(target, options),
    );
    verdicts.set(
      encodedKey,
      before.then(async (verdict) => verdict ?? verdictOf(await asked)),
    );
    return asked;
  };
}

const ALREADY_REFUSED = 'The key was refused at another address already, and is not tried twice in one run';

function verdictOf({ witness: { outcome, reached } }: Sniffed): Verdict {
  if (outcome === 'refused') return 'refused';
  return reached === 'node-handshake' || reached === 'nodes' ? 'accepted' : undefined;
}
