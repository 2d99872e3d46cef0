// Entry of all pages. An element does nothing on pages that do not contain it.
import { DarkroomInputImages } from './studio/input-images.js';
import { listenForKeys } from './shared/keys.js';
import { showLocalTimes } from './shared/local-times.js';
import { watchTextLimits } from './shared/text-limits.js';
import { DarkroomMask } from './studio/mask.js';
import { DarkroomProviderTests } from './shared/provider-tests.js';
import { DarkroomQueue } from './shared/queue-link.js';
import { DarkroomSettings } from './shared/settings-forms.js';
import { DarkroomShare } from './shared/share.js';
import { openShareLinksInDialog } from './shared/share-dialog.js';
import { DarkroomSheet } from './studio/sheet.js';
import { DarkroomStreamCheck } from './shared/stream-check.js';
import { DarkroomStudio } from './studio/studio.js';
import { DarkroomTile } from './studio/tile.js';
import { DarkroomToast } from './shared/toast.js';

showLocalTimes(document);
watchTextLimits();
openShareLinksInDialog();
if (document.querySelector('.bar-links')) {
  // Before the login there is nothing to go to.
  listenForKeys();
}

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomToast.define();
DarkroomTile.define();
DarkroomSheet.define();
DarkroomMask.define();
DarkroomInputImages.define();
DarkroomStudio.define();
DarkroomShare.define();
DarkroomStreamCheck.define();
DarkroomProviderTests.define();
DarkroomSettings.define();
DarkroomQueue.define();
