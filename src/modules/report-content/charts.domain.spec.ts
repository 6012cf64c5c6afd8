import { describe, expect, it } from '@jest/globals';
import { comparedChart, dailyForecast, forecastChart, serviceLevelChart } from './charts.domain.js';

const quarter = (start: string, offered: number, inTarget: number) => ({
  start: new Date(start),
  offered,
  answered: offered,
  answeredInTarget: inTarget,
  abandonedAfterTarget: 0,
});

describe('charts', () => {
  it('show the service level by the hours of the zone', () => {
    // 03:30 UTC is 09:00 in Kolkata: 3 of 4 one day, 5 of 6 the next.
    const chart = serviceLevelChart(
      [quarter('2026-01-14T03:30:00Z', 4, 3), quarter('2026-01-15T04:15:00Z', 6, 5)],
      'Asia/Kolkata',
    );
    expect(chart.series[0]?.values[9]).toBeCloseTo(0.8, 12);
    expect(chart.series[0]?.values[10]).toBeNull();
  });

  it('show what came and what is to come in one line of days', () => {
    const ahead = dailyForecast([
      { day: '2026-01-16', expected: 2, low80: 1, high80: 4 },
      { day: '2026-01-16', expected: 3, low80: 2, high80: 5 },
    ]);
    const came = [quarter('2026-01-15T04:15:00Z', 6, 5)];
    expect(forecastChart(came, ahead, 'Asia/Kolkata')).toMatchObject({
      labels: ['2026-01-15', '2026-01-16'],
      series: [{ values: [6, null] }, { values: [null, 5] }],
      band: { low: [null, 3], high: [null, 9] },
    });
  });

  it('compare no more than can be read', () => {
    const many = Array.from({ length: 40 }, (_, place) => ({ label: `A${place}`, calls: place }));
    expect(comparedChart('Calls', many, ({ calls }) => calls).labels).toHaveLength(15);
  });
});
