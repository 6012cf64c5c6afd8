import { spreadOf, type Spread } from '../../common/statistics.js';
import { DEFINITIONS, type FigureName, type Figures } from './definitions.domain.js';

/** By what share each figure grew; null where it was nothing before, or is nothing now. */
export type Change = { readonly [Name in FigureName]: number | null };

const NAMES = Object.keys(DEFINITIONS) as readonly FigureName[];

/** (now − before) ÷ |before|. */
export function changeOf(now: Figures, before: Figures): Change {
  const change = (name: FigureName): number | null => {
    const [is, was] = [now[name], before[name]];
    return is === null || was === null || was === 0 ? null : (is - was) / Math.abs(was);
  };
  return Object.fromEntries(NAMES.map((name) => [name, change(name)])) as Change;
}

/** How each figure is spread over several agents, sectors or times. */
export function spreadOfFigures(all: readonly Figures[]): Record<FigureName, Spread> {
  return Object.fromEntries(
    NAMES.map((name) => [name, spreadOf(all.map((figures) => figures[name]))]),
  ) as Record<FigureName, Spread>;
}
