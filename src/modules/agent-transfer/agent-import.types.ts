import type { FieldProblem } from '../../common/errors.js';
import type { AgentId } from '../../common/ids.js';

/** What came of one line of a file: an agent, or nothing and why. */
export type LineReport =
  | {
      readonly line: number;
      readonly status: 'created';
      readonly id: AgentId;
      readonly username: string;
      /** Is an e-mail on its way? */
      readonly notified: boolean;
    }
  | {
      readonly line: number;
      readonly status: 'failed';
      readonly username: string | null;
      readonly code: string;
      readonly message: string;
      readonly details?: readonly FieldProblem[];
    };
