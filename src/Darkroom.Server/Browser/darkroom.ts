// The entry: every page of the site loads it, and each element comes to life only where a page has it.
import { DarkroomPictures } from './edit-pictures.js';
import { DarkroomGallery } from './gallery.js';
import { watchLimits } from './limits.js';
import { DarkroomMask } from './mask.js';
import { DarkroomProviderTests } from './provider-tests.js';
import { DarkroomSheet } from './sheet.js';
import { DarkroomStreamCheck } from './stream-check.js';
import { DarkroomStudio } from './studio.js';
import { DarkroomTile } from './tile.js';
import { DarkroomViewer } from './viewer.js';

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
