import { describe, expect, it } from 'vitest';
import { isRefusal } from '../../lib/aws/refusal.ts';

function answer(name: string, $fault?: string): Error {
  return Object.assign(new Error('x'), { name, ...($fault === undefined ? {} : { $fault }) });
}

describe('isRefusal', () => {
  it.each([
    ['a missing parameter', answer('ParameterNotFound', 'client'), true],
    ['a right that is missing', answer('AccessDeniedException', 'client'), true],
    ['throttling', answer('ThrottlingException', 'client'), false],
    ['throttling of another name', answer('TooManyRequestsException', 'client'), false],
    ['a fault of the service', answer('InternalServerError', 'server'), false],
    ['a connection that was cut', answer('TimeoutError'), false],
    ['something else', 'x', false],
  ])('knows %s', (_what, thrown, expected) => {
    expect(isRefusal(thrown)).toBe(expected);
  });
});
