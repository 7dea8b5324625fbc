/** A proxy that ends TLS in front of a node, shows a certificate of its own and encrypts again. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer, type TLSSocket, type TlsOptions } from 'node:tls';
import { certificateFile } from '../clusters/labCommand.ts';
import { portOf } from './ports.ts';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** Of the lab, such as `remote`; the last ones follow the first in the chain. */
  readonly shows: readonly [string, ...string[]];
  readonly tls?: Partial<TlsOptions>;
}

export async function openTlsFront(
  target: number,
  { shows, tls = {} }: FrontOptions,
): Promise<TlsFront> {
  const held = new Set<TLSSocket>();
  const keep = (socket: TLSSocket) => {
    held.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => held.delete(socket));
  };
  const server = createServer(
    {
      cert: shows.map((name) => readFileSync(certificateFile(`${name}.crt`))).join('\n'),
      key: readFileSync(certificateFile(`${shows[0]}.key`)),
      ciphers: 'DEFAULT:@SECLEVEL=0',
      ...tls,
    },
    (near) => {
      const far = connect({ host: '127.0.0.1', port: target, rejectUnauthorized: false });
      for (const socket of [near, far]) keep(socket);
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    },
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      for (const socket of held) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
