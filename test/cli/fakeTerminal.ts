/** A terminal that keeps what is written on it. */
import { EventEmitter } from 'node:events';
import { tmpdir } from 'node:os';
import type { Terminal } from '../../lib/cli/terminal.ts';

export interface FakeTerminal {
  readonly terminal: Terminal;
  /** Grows while the command runs. */
  readonly written: { stdout: string; stderr: string };
  /** As somebody types it; only once the command reads keys. */
  type(keys: string): void;
  /** As the end of a file that is read. */
  endInput(): void;
  /** As the system ends the process. */
  end(): void;
  /** What was done to the keyboard, in order. */
  readonly keyboard: string[];
  /** Whether the command would be told of the end of the process. */
  isAwaitingEnd(): boolean;
}

export function fakeTerminal(
  options: Partial<Terminal> & { isTTY?: boolean; columns?: number; rows?: number } = {},
): FakeTerminal {
  const { isTTY, columns, rows, ...overrides } = options;
  const written = { stdout: '', stderr: '' };
  const keyboard: string[] = [];
  const emitter = new EventEmitter();
  const output = (name: keyof typeof written) => ({
    isTTY,
    columns,
    rows,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const stdin = Object.assign(emitter, {
    isTTY,
    setRawMode: (raw: boolean) => keyboard.push(raw ? 'raw' : 'not raw'),
    resume: () => keyboard.push('resume'),
    pause: () => keyboard.push('pause'),
  });
  const terminal: Terminal = {
    stdin,
    onEnd: (listener) => {
      emitter.on('kill', listener);
      return () => emitter.off('kill', listener);
    },
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    workingDirectory: tmpdir(),
    hostname: 'bastion',
    ...overrides,
  };
  return {
    terminal,
    written,
    keyboard,
    type: (keys) => emitter.emit('data', Buffer.from(keys)),
    endInput: () => emitter.emit('end'),
    end: () => emitter.emit('kill'),
    isAwaitingEnd: () => emitter.listenerCount('kill') + emitter.listenerCount('data') > 0,
  };
}
