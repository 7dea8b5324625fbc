/**
 * A port whose SYN packets are dropped, as a firewall's are: a listener that never accepts and
 * whose queue is full. Needs no privileges; Linux only, other systems refuse instead. Node accepts
 * by itself, so the listener is Python's.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

export interface DroppingPort {
  readonly port: number;
  close(): Promise<void>;
}

const LISTENER = `
import socket, sys
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(0)
fill = [socket.socket() for _ in range(3)]
for client in fill:
    client.setblocking(False)
    client.connect_ex(server.getsockname())
print(server.getsockname()[1], flush=True)
sys.stdin.read()
`;

export async function dropPackets(port = 0): Promise<DroppingPort> {
  const child = spawn('python3', ['-c', LISTENER, String(port)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [chunk] = await once(child.stdout, 'data');
  return {
    port: Number(String(chunk)),
    close: async () => {
      const closed = once(child, 'close');
      child.stdin.end();
      await closed;
    },
  };
}

/** Whether this system drops as meant; a case that needs it is skipped elsewhere. */
export async function canDropPackets(): Promise<boolean> {
  const dropping = await dropPackets();
  const socket = connect(dropping.port, '127.0.0.1');
  const answered = await Promise.race([
    once(socket, 'connect').then(
      () => true,
      () => true,
    ),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), 500)),
  ]);
  socket.destroy();
  await dropping.close();
  return !answered;
}
