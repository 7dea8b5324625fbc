/**
 * What follows for a request from its connection being doubtful, see `kept.ts`: where no answer
 * begins to come, the request is made once more, over a connection that is new or has answered in
 * this check, with its whole deadline; only what becomes of that one is told. All that is asked
 * here is asked with GET and changes nothing, so it may be asked twice.
 *
 * Requests that go on to a remote are told apart, since their silence is what a check looks for:
 * they never take a doubtful connection, so for them nothing differs from a check that opens its
 * own.
 */
import type {
  ConnectionRequestOptions,
  ConnectionRequestOptionsAsStream,
  ConnectionRequestParams,
  ConnectionRequestResponse,
  ConnectionRequestResponseAsStream,
} from '@elastic/transport';
import { Connection } from './connection.ts';
import type { KeptConnector } from './keptConnector.ts';

/**
 * Waiting for longer would leave too little of the check; a node that takes longer than that is
 * asked again, and has its whole time then.
 */
const SILENCE_MS = 3000;

/** Said, among other things, by what closes an idle connection just when it gets a request. */
const REQUEST_TIMEOUT = 408;

/** How a request is to be made, given as its `context`. */
export interface Attempt {
  readonly timeoutMs: number;
  /** Whether it goes on to a remote. */
  readonly once: boolean;
  /** Called before the second attempt. */
  readonly again: () => void;
}

/** Every request over it has an `Attempt` as its context. */
export function connectionOver(connector: KeptConnector): typeof Connection {
  return class extends Connection {
    override request(
      params: ConnectionRequestParams,
      options: ConnectionRequestOptions,
    ): Promise<ConnectionRequestResponse>;
    override request(
      params: ConnectionRequestParams,
      options: ConnectionRequestOptionsAsStream,
    ): Promise<ConnectionRequestResponseAsStream>;
    override async request(
      params: ConnectionRequestParams,
      options: ConnectionRequestOptions,
    ): Promise<unknown> {
      const { timeoutMs, once, again }: Attempt = options.context;
      if (once) connector.closeDoubtful();
      const { answer, doubted } = connector.send(() => super.request(params, options));
      if (doubted === undefined) return answer;
      let hasBegun = false;
      const silence = setTimeout(() => doubted.destroy(), Math.min(timeoutMs / 2, SILENCE_MS));
      doubted.once('response', () => {
        hasBegun = true;
        clearTimeout(silence);
      });
      try {
        const answered = await answer;
        if (answered.statusCode !== REQUEST_TIMEOUT) return answered;
      } catch (thrown) {
        if (hasBegun || options.signal?.aborted) throw thrown;
      } finally {
        clearTimeout(silence);
      }
      connector.closeDoubtful();
      again();
      return super.request(params, options);
    }
  };
}
