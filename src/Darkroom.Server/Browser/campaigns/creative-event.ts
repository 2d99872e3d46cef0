/** The server's response to a change of a creative. */
export interface CreativeResponse {
  readonly look: string;
  readonly approval: string;
  readonly comment?: string;
  readonly texts: { readonly headline: string };
  readonly problems?: readonly string[];
}

/** Raised when a creative was changed or decided. Bubbles. */
export class CreativeEvent extends Event {
  static readonly type = 'darkroom-creative';

  constructor() {
    super(CreativeEvent.type, { bubbles: true });
  }
}
