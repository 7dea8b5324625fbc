import { connect, type Socket } from 'node:net';
import type { TcpStep } from '../../result/network.ts';
import { type Probe, type Seen, systemCodeOf } from './step.ts';

type TcpEvidence = Extract<TcpStep, { outcome: 'ok' }>['evidence'];
type TcpFailure = Extract<TcpStep, { outcome: 'failed' }>['failure'];

export interface TcpInput {
  readonly ip: string;
  readonly port: number;
}

export interface Connected extends Seen<TcpEvidence> {
  /** Its errors are listened to already; the caller closes it. */
  readonly socket: Socket;
}

const FAILURES: ReadonlyMap<string, TcpFailure> = new Map([
  ['ECONNREFUSED', 'refused'],
  ['ETIMEDOUT', 'timed-out'],
  ['EHOSTUNREACH', 'no-route'],
  ['ENETUNREACH', 'no-route'],
  ['EHOSTDOWN', 'no-route'],
  ['ENETDOWN', 'no-route'],
  ['ECONNRESET', 'reset'],
]);

/** Opens a TCP connection to one IP address. */
export const tcpProbe: Probe<TcpInput, TcpEvidence, Connected, TcpFailure> = {
  limit: 'connectMs',
  failureOf: (error) => FAILURES.get(systemCodeOf(error)) ?? 'other',
  run: ({ ip, port }, signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: ip, port, noDelay: true });
      signal.addEventListener('abort', () => socket.destroy(signal.reason));
      socket.on('error', reject);
      socket.once('connect', () =>
        resolve({ evidence: { localAddress: socket.localAddress }, socket }),
      );
    }),
};
