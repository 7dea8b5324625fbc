/**
 * An SMTP server that takes what RFC 5321 allows: commands in order, lines of at most 998
 * characters (RFC 5322, 2.1.1), 7-bit text, and addresses of the domain example.com only.
 */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { portOf } from '../../local/stack/ports.ts';

export interface SmtpServer extends AsyncDisposable {
  readonly port: number;
  /** Accepted mails, as they came. */
  readonly mails: { readonly to: readonly string[]; readonly data: string }[];
}

export async function startSmtp(): Promise<SmtpServer> {
  const mails: SmtpServer['mails'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    void talk(socket, mails);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: portOf(server.address()),
    mails,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

async function talk(socket: Socket, mails: SmtpServer['mails']): Promise<void> {
  const answer = conversation(mails);
  socket.write('220 stand-in ESMTP\r\n');
  for await (const line of createInterface({ input: socket })) {
    const said = answer(line);
    if (said !== undefined) socket.write(`${said}\r\n`);
    if (line === 'QUIT') socket.end();
  }
}

/** Gives the reply to each line; none within a mail. */
function conversation(mails: SmtpServer['mails']): (line: string) => string | undefined {
  let to: string[] = [];
  let data: string[] | undefined;
  const take = (lines: readonly string[]) => {
    data = undefined;
    if (!lines.every((each) => each.length <= 998 && /^[\t\x20-\x7e]*$/.test(each)))
      return '554 a line is too long, or not of 7 bits';
    mails.push({ to, data: lines.join('\n') });
    return '250 taken';
  };
  const command = (line: string) => {
    if (/^(EHLO|HELO) /.test(line)) return '250 stand-in';
    if (/^MAIL FROM:<[^<>@]+@example\.com>/.test(line)) to = [];
    else if (/^RCPT TO:<[^<>@]+@example\.com>/.test(line))
      to.push(line.slice(9, line.indexOf('>')));
    else return line === 'QUIT' ? '221 bye' : '550 refused';
    return '250 ok';
  };
  return (line) => {
    if (data !== undefined) {
      if (line === '.') return take(data);
      data.push(line);
      return undefined;
    }
    if (line !== 'DATA' || to.length === 0) return command(line);
    data = [];
    return '354 go on';
  };
}
