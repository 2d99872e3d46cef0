/** Raised when the brief has been saved. Bubbles. */
export class BriefEvent extends Event {
  static readonly type = 'darkroom-brief-saved';
  readonly campaign: string;

  constructor(campaign: string) {
    super(BriefEvent.type, { bubbles: true });
    this.campaign = campaign;
  }
}
