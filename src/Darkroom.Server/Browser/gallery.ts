// Entry of the gallery, its images and imports. Other pages do not load it.
import { DarkroomGallery } from './gallery/gallery.js';
import { DarkroomGrid } from './gallery/grid.js';
import { DarkroomImportImages } from './gallery/import-images.js';
import { DarkroomTimeline } from './gallery/timeline.js';
import { DarkroomViewer } from './gallery/viewer.js';

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomTimeline.define();
DarkroomGrid.define();
DarkroomGallery.define();
DarkroomViewer.define();
DarkroomImportImages.define();
