/**
 * In the bundles of the functions this stands for @smithy/core/event-streams: no request made here
 * answers with one. The SDK imports it at run time, for which esbuild would keep all of
 * @smithy/core, used or not.
 */
function unused(): never {
  throw new Error('Event streams are not packaged');
}

export { unused as EventStreamSerde, unused as eventStreamSerdeProvider };

/** What the clients of Lambda and S3 call when they are made. */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}
