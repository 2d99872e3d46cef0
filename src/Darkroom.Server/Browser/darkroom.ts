// Entry of all pages. An element does nothing on pages that do not contain it.
import { DarkroomInputImages } from './studio/input-images.js';
import { DarkroomGallery } from './gallery/gallery.js';
import { DarkroomGrid } from './gallery/grid.js';
import { DarkroomTimeline } from './gallery/timeline.js';
import { DarkroomImportImages } from './gallery/import-images.js';
import { watchTextLimits } from './shared/text-limits.js';
import { DarkroomMask } from './studio/mask.js';
import { DarkroomProviderTests } from './shared/provider-tests.js';
import { DarkroomSheet } from './studio/sheet.js';
import { DarkroomStreamCheck } from './shared/stream-check.js';
import { DarkroomStudio } from './studio/studio.js';
import { DarkroomTile } from './studio/tile.js';
import { DarkroomViewer } from './gallery/viewer.js';

watchTextLimits();

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomTile.define();
DarkroomSheet.define();
DarkroomMask.define();
DarkroomInputImages.define();
DarkroomStudio.define();
DarkroomTimeline.define();
DarkroomGrid.define();
DarkroomGallery.define();
DarkroomViewer.define();
DarkroomImportImages.define();
DarkroomStreamCheck.define();
DarkroomProviderTests.define();
