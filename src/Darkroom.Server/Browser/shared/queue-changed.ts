/** The name of the event that the queue's link raises when the queue may have changed. It bubbles. */
export const queueChanged = 'darkroom-queue';
