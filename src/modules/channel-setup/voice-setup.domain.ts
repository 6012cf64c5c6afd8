/** One thing to enter at Exotel. */
export interface SetupStep {
  readonly kind: 'wait' | 'hold' | 'gather' | 'connect' | 'stream' | 'popup' | 'end' | 'status';
  readonly applet: string;
  readonly method: string;
  readonly url: string;
  readonly enter: string;
}

/** What an administrator enters at Exotel, applet by applet, in the order of the flow. */
export function voiceSetup(baseUrl: string): SetupStep[] {
  return [
    {
      kind: 'wait',
      applet: 'Passthru',
      method: 'GET',
      url: `${baseUrl}/passthru?at=wait`,
      enter:
        'First applet of the flow. Leave "Make passthru async" off. 200 leads to the Connect ' +
        'applet, 302 to the Greeting. With a Switch-Case applet instead, add "&as=select" to the ' +
        'address; the cases are agent, bot, wait, done, callback, voicemail and closed.',
    },
    {
      kind: 'hold',
      applet: 'Greeting',
      method: 'GET, HEAD',
      url: `${baseUrl}/hold`,
      enter:
        'On the 302 branch: choose "Read text or play audio from a dynamic URL". After it comes ' +
        'the same Passthru again; where a flow may not loop, repeat Passthru and Greeting in a row.',
    },
    {
      kind: 'gather',
      applet: 'Gather',
      method: 'GET',
      url: `${baseUrl}/gather`,
      enter:
        'Optional, after some Greetings: choose "Configure parameters dynamically". It offers to ' +
        'call back; after it comes the Passthru again.',
    },
    {
      kind: 'connect',
      applet: 'Connect',
      method: 'GET',
      url: `${baseUrl}/connect`,
      enter:
        'On the 200 branch: choose "Configure parameters dynamically" and enter the address as ' +
        'primary URL. "?team=" or "?sector=" may be added for a flow of its own. "After the call ' +
        'conversation ends" leads to the last Passthru; "If nobody answers" and "We didn\'t dial ' +
        'anyone" lead back to the first one.',
    },
    {
      kind: 'stream',
      applet: 'Voicebot',
      method: 'GET',
      url: `${baseUrl}/stream`,
      enter:
        'Only where voice bots take calls: on the case bot of the Switch-Case, or where the Connect ' +
        'applet dialled nobody. After it comes the first applet again; its case done leads to Hangup.',
    },
    {
      kind: 'popup',
      applet: 'Connect: create popup',
      method: 'GET',
      url: `${baseUrl}/popup`,
      enter:
        'In the Connect applet, as the address of "Create popup". Ask Exotel to enable the events ' +
        'Ringing and Answered for the account.',
    },
    {
      kind: 'end',
      applet: 'Passthru',
      method: 'GET',
      url: `${baseUrl}/passthru`,
      enter:
        'After the conversation: "Make passthru async" on. A Hangup applet must follow it, or the ' +
        'call stays open.',
    },
    {
      kind: 'status',
      applet: 'StatusCallback',
      method: 'POST',
      url: `${baseUrl}/status`,
      enter:
        'Calls that Crosspoint places carry it by themselves. Enter it only where the account ' +
        'asks for a status callback.',
    },
  ];
}
