/** Deadlines, limits, and thresholds with their defaults. */
import * as z from 'zod';

interface Limits {
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
  readonly description: string;
}

/** A number in one unit. Fractions are allowed. */
function amount(unit: string, { min, max, byDefault, description }: Limits) {
  const remedy = `write a number of ${unit} from ${min} to ${max}, without its unit`;
  return z
    .number(remedy)
    .min(min, remedy)
    .max(max, remedy)
    .default(byDefault)
    .describe(description);
}

function count(unit: string, { min, max, byDefault, description }: Limits) {
  const remedy = `write a whole number of ${unit} from ${min} to ${max}, without its unit`;
  return z.int(remedy).min(min, remedy).max(max, remedy).default(byDefault).describe(description);
}

const timeouts = z
  .strictObject({
    checkSeconds: amount('seconds', {
      min: 1,
      max: 900,
      byDefault: 30,
      description: 'Deadline of the whole check of one local cluster',
    }),
    httpSeconds: amount('seconds', {
      min: 0.1,
      max: 300,
      byDefault: 10,
      description: 'Deadline of one HTTP request to Elasticsearch',
    }),
    resolveSeconds: amount('seconds', {
      min: 0.1,
      max: 300,
      byDefault: 10,
      description: 'Deadline of the active request through one remote (_resolve/cluster)',
    }),
    dnsSeconds: amount('seconds', {
      min: 0.1,
      max: 60,
      byDefault: 2,
      description: 'Deadline of looking up one name',
    }),
    connectSeconds: amount('seconds', {
      min: 0.1,
      max: 60,
      byDefault: 3,
      description: 'Deadline of one TCP connection',
    }),
    tlsSeconds: amount('seconds', {
      min: 0.1,
      max: 60,
      byDefault: 3,
      description: 'Deadline of one TLS handshake',
    }),
    handshakeSeconds: amount('seconds', {
      min: 0.1,
      max: 60,
      byDefault: 3,
      description: 'Deadline of one Elasticsearch transport handshake',
    }),
  })
  .describe('Deadlines, in seconds');

const thresholds = z
  .strictObject({
    failures: count('checks', {
      min: 1,
      max: 100,
      byDefault: 3,
      description: 'Failed checks in a row before an incident is opened',
    }),
    failuresWhileUpgrading: count('checks', {
      min: 1,
      max: 1000,
      byDefault: 15,
      description:
        'The same during a rolling upgrade (a cluster runs several versions). The larger of the two values applies',
    }),
    successes: count('checks', {
      min: 1,
      max: 100,
      byDefault: 2,
      description: 'Healthy checks in a row before an incident is resolved',
    }),
    reminderHours: amount('hours', {
      min: 0.1,
      max: 168,
      byDefault: 4,
      description: 'Hours between reminders of an open incident',
    }),
    flappingTimes: count('times', {
      min: 2,
      max: 100,
      byDefault: 3,
      description:
        'Number of times an incident ends within flappingMinutes before it counts as flapping. Further alerts wait until it is stable',
    }),
    flappingMinutes: amount('minutes', {
      min: 1,
      max: 1440,
      byDefault: 60,
      description: 'Minutes within which incidents count as flapping',
    }),
    calmMinutes: amount('minutes', {
      min: 1,
      max: 1440,
      byDefault: 30,
      description:
        'Minutes without a change after which a flapping incident counts as resolved or permanent',
    }),
  })
  .describe('When incidents open, end, and repeat their alerts');

export const defaultsSchema = z
  .strictObject({
    timeouts: timeouts.prefault({}),
    concurrency: count('addresses', {
      min: 1,
      max: 1024,
      byDefault: 64,
      description: 'Number of addresses to probe at the same time',
    }),
    remotesAtATime: count('remotes', {
      min: 1,
      max: 1024,
      byDefault: 1024,
      description:
        'Remote clusters of one local cluster that the checker checks at the same time; each causes one cross-cluster request',
    }),
    activeRetryMinutes: amount('minutes', {
      min: 0,
      max: 60,
      byDefault: 5,
      description:
        'Minutes between cross-cluster requests to a remote of which nothing is alive: each makes the local node log a stack trace. Scheduled checks only; 0 asks at each check',
    }),
    expiryWarningDays: count('days', {
      min: 0,
      max: 3650,
      byDefault: 30,
      description: 'Days before expiry from which a certificate or an API key is a finding',
    }),
    thresholds: thresholds.prefault({}),
  })
  .describe('Limits and thresholds for all clusters');
