/**
 * Something that nobody could have done: the element is not there, the person may not write. It is a mistake of whoever
 * drives the sandbox, so it is thrown; the control route tells the message.
 */
export class ImpossibleAct extends Error {}

export function impossible(why: string): never {
  throw new ImpossibleAct(why);
}
