import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { asAgentId, asTeamId } from '../../common/ids.js';
import { sectorsInUse } from './sectors.domain.js';

const sector = fc.constantFrom<string[]>('cards', 'loans', 'night', 'Ünïcode');

it('every sector in use stands in the list once, by name, with all that is in it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(sector),
      fc.uniqueArray(sector),
      fc.array(sector, { maxLength: 10 }),
      (listed, staffed, served) => {
        const staff = staffed.map((name, index) => ({
          sector: name,
          agentIds: [asAgentId(index + 1)],
          successRate: 0.5,
        }));
        const teams = served.map((name, index) => ({
          id: asTeamId(`t${index}`),
          name: `Team ${index}`,
          sector: name,
          isActive: true,
        }));
        const found = sectorsInUse(listed, staff, teams);
        const names = found.map((entry) => entry.sector);
        expect(names).toEqual([...new Set([...listed, ...staffed, ...served])].sort());
        expect(found.flatMap((entry) => entry.teams)).toHaveLength(teams.length);
        for (const entry of found) {
          expect(entry.isListed).toBe(listed.includes(entry.sector));
          expect(entry.agentCount).toBe(staffed.includes(entry.sector) ? 1 : 0);
        }
      },
    ),
  );
});
