/**
 * Incidents of one remote that are over, as they are kept beside its state: in the same write that
 * ends them, so that none is lost or told twice.
 */
import * as z from 'zod';
import { type IncidentEvent, incidentSeveritySchema } from '../state/incident/incident.ts';

export const pastIncidentSchema = z.object({
  id: z.string(),
  openedAt: z.iso.datetime(),
  resolvedAt: z.iso.datetime(),
  /** The code of its last cause. */
  cause: z.string(),
  /** The worst that was told of it. */
  severity: incidentSeveritySchema,
});
export type PastIncident = z.infer<typeof pastIncidentSchema>;

const KEPT_DAYS = 30;
/** A remote that flaps shall not outgrow its item. */
const MAX_KEPT = 20;
const DAY_MS = 86_400_000;

/** Latest first. */
export function withResolved(
  past: readonly PastIncident[],
  events: readonly IncidentEvent[],
  now: Date,
): PastIncident[] {
  const ended = events.filter(({ kind }) => kind === 'resolved').map(pastOf);
  const isKept = ({ resolvedAt }: PastIncident) =>
    now.getTime() - Date.parse(resolvedAt) <= KEPT_DAYS * DAY_MS;
  return [...ended.toReversed(), ...past].filter(isKept).slice(0, MAX_KEPT);
}

/**
 * What is resolved always had a cause and a severity; were they missing, what is told of the end
 * would take their place.
 */
function pastOf({
  incidentId,
  openedAt,
  at,
  summary,
  previousCause = summary.cause,
  previousSeverity = summary.severity,
}: IncidentEvent): PastIncident {
  return {
    id: incidentId,
    openedAt,
    resolvedAt: at,
    cause: previousCause,
    severity: previousSeverity,
  };
}
