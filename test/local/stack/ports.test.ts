import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../lib/errors.ts';
import { freePorts, portsFrom, refuseBusyPorts } from '../../../local/stack/ports.ts';

describe('portsFrom', () => {
  it('gives five ports in a row', () => {
    expect(portsFrom(14_000)).toEqual({
      api: 14_000,
      slack: 14_001,
      lambda: 14_002,
      dynamoDb: 14_003,
      sns: 14_004,
    });
  });
});

describe('refuseBusyPorts', () => {
  it('has nothing to say about free ports', async () => {
    await expect(refuseBusyPorts(await freePorts())).resolves.toBeUndefined();
  });

  it('names the busy port, its purpose, and the remedy', async () => {
    const ports = await freePorts();
    const server = createServer().listen(ports.lambda, '127.0.0.1');
    await once(server, 'listening');
    await expect(refuseBusyPorts(ports)).rejects.toThrow(
      new ConfigurationError(
        `Port ${ports.lambda}, for the Lambda API, is used by another program: stop that program, or choose the first of 5 free ports with --port, such as --port 14000`,
      ),
    );
    server.close();
  });

  it('throws other errors of a port', async () => {
    await expect(refuseBusyPorts({ ...(await freePorts()), api: 70_000 })).rejects.toThrow(
      RangeError,
    );
  });
});
