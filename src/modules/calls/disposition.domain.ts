import type { Disposition } from '../settings/rules.domain.js';
import type { CallDisposition } from './outbound-call.types.js';

/**
 * What was said, as the company has it: its name whatever the case, its success, and its value
 * unless another was given. A company that has listed none takes any name. Null: it has no such one.
 */
export function dispositionOf(
  known: readonly Disposition[],
  given: { readonly name: string; readonly note: string | null; readonly value: number | null },
): Omit<CallDisposition, 'by' | 'at'> | null {
  const { name, note, value } = given;
  if (known.length === 0) return { name, note, value: value ?? 0, isSuccess: false };
  const found = known.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return found
    ? { name: found.name, note, value: value ?? found.value, isSuccess: found.isSuccess }
    : null;
}
