export class BriefEvent extends Event {
    static type = 'darkroom-brief-saved';
    campaign;
    constructor(campaign) {
        super(BriefEvent.type, { bubbles: true });
        this.campaign = campaign;
    }
}
