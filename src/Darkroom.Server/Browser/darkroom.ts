// The entry: every page of the site loads it, and each element comes to life only where a page has it.
import { DarkroomPictures } from './studio/edit-pictures.js';
import { DarkroomGallery } from './gallery/gallery.js';
import { watchLimits } from './shared/limits.js';
import { DarkroomMask } from './studio/mask.js';
import { DarkroomProviderTests } from './shared/provider-tests.js';
import { DarkroomSheet } from './studio/sheet.js';
import { DarkroomStreamCheck } from './shared/stream-check.js';
import { DarkroomStudio } from './studio/studio.js';
import { DarkroomTile } from './studio/tile.js';
import { DarkroomViewer } from './gallery/viewer.js';

watchLimits();

// Inner elements first: an outer one may call them as soon as it is connected.
DarkroomTile.define();
DarkroomSheet.define();
DarkroomMask.define();
DarkroomPictures.define();
DarkroomStudio.define();
DarkroomGallery.define();
DarkroomViewer.define();
DarkroomStreamCheck.define();
DarkroomProviderTests.define();
