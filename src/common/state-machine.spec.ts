import { describe, expect, it } from '@jest/globals';
import { stateMachine } from './state-machine.js';

type Light = 'red' | 'green' | 'off';

describe('states', () => {
  it('follow each other as the table says, and end where none follows', () => {
    const machine = stateMachine<Light>('red', { red: ['green'], green: ['red', 'off'], off: [] });
    expect(machine.states).toEqual(['red', 'green', 'off']);
    expect([machine.can('red', 'green'), machine.can('red', 'off')]).toEqual([true, false]);
    expect(machine.states.filter((state) => machine.isEnd(state))).toEqual(['off']);
  });

  it('that nothing leads to are refused at the start', () => {
    const make = () => stateMachine<Light>('red', { red: ['green'], green: ['red'], off: [] });
    expect(make).toThrow('states never reached: off');
  });
});
