import { changesOf, merge, read, type Read } from './fields.domain.js';
import {
  applyRules,
  conflictsIn,
  rulesSchema,
  type BusinessRules,
  type RuleChanges,
} from './rules.domain.js';

const changesSchema = changesOf(rulesSchema);

/** What a change of the rules makes of them. */
export interface DecidedRules {
  /** What differs from the defaults, to be stored. */
  readonly changes: RuleChanges;
  readonly rules: BusinessRules;
}

/**
 * The rules after a change: what is left out stays, null goes back to the default, a set of fields
 * is gone through, and a list or a choice is taken whole. All that is wrong is told at once: first
 * each field by itself, then whether all rules fit together.
 */
export function decideRules(
  defaults: BusinessRules,
  before: RuleChanges,
  given: unknown,
): Read<DecidedRules> {
  const parsed = read(changesSchema, given);
  if (!parsed.ok) return parsed;
  const changes = merge(rulesSchema, before, parsed.value as RuleChanges) as RuleChanges;
  const rules = applyRules(defaults, changes);
  const problems = conflictsIn(rules);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { changes, rules } };
}
