/** Which aliases may stand in the path of a request. */

/**
 * The aliases that Elasticsearch accepts in `cluster.remote.<alias>.…`, without those that begin with a minus. Percent-encoding would be no
 * protection: the path is decoded before it is read as an expression, so that `%2A:*` asks every remote, `a%2Cb:*` two, `-a:*` all but one and
 * `<a>:*` the local cluster. What does not match is therefore not asked at all; what matches needs no encoding.
 */
const ALIAS = /^\w[-\w]*$/;

/** Whether `alias:pattern` in a path means this one remote and nothing else. */
export function isPlainAlias(alias: string): boolean {
  return ALIAS.test(alias);
}
