/** What Powertools prints, as values. */
import { vi } from 'vitest';

export interface Printed {
  /** Log lines of all levels. */
  lines(): Record<string, unknown>[];
  /** Metrics in CloudWatch's embedded format. */
  metrics(): Record<string, unknown>[];
  restore(): void;
}

export function capturePrinted(): Printed {
  const spies = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockReturnValue(true),
  );
  const all = () =>
    spies.flatMap(({ mock }) =>
      mock.calls.map(([line]): Record<string, unknown> => JSON.parse(String(line))),
    );
  return {
    lines: () => all().filter((line) => 'level' in line),
    metrics: () => all().filter((line) => '_aws' in line),
    restore: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}
