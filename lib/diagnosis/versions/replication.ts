/** Whether the local cluster may follow indices of the remote: the follower must run the same release or a newer one. */
import type { Verdict } from '../../result/result.ts';
import { worstOf } from './pairs.ts';
import { compareMinors, minorOf } from './parse.ts';

export function replicationVerdict(follower: readonly string[], leader: readonly string[], wire: Verdict): Verdict {
  const age = worstOf(follower, leader, ({ local, remote }) => {
    const supported = compareMinors(local, remote) >= 0;
    const names = `${minorOf(local)} ${supported ? 'may follow' : 'cannot follow'} indices of ${minorOf(remote)}`;
    return {
      verdict: supported ? 'supported' : 'unsupported',
      by: 'rule',
      why: supported ? names : `${names}: a follower must not be older than its leader`,
    };
  });
  const isWireDecisive = wire.verdict === 'unsupported' || (wire.verdict === 'unknown' && age.verdict === 'supported');
  return isWireDecisive ? { ...wire } : age;
}
