/** The name of the event that a brief raises when it shows whether it is saved. */
export const briefStateEvent = 'darkroom-brief-state';

/** Raised when the brief has been saved. Bubbles. */
export class BriefEvent extends Event {
  static readonly type = 'darkroom-brief-saved';
  readonly campaign: string;

  constructor(campaign: string) {
    super(BriefEvent.type, { bubbles: true });
    this.campaign = campaign;
  }
}
