export class CreativeEvent extends Event {
    static type = 'darkroom-creative';
    constructor() {
        super(CreativeEvent.type, { bubbles: true });
    }
}
