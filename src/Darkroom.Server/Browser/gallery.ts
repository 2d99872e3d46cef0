// Entry of the gallery, its images and imports. Other pages do not load it.
import { DarkroomGallery } from './gallery/gallery.js';
import { DarkroomGrid } from './gallery/grid.js';
import { DarkroomImportImages } from './gallery/import-images.js';
import { DarkroomLightbox } from './gallery/lightbox.js';
import { DarkroomSelectionBar } from './gallery/selection-bar.js';
import { DarkroomTimeline } from './gallery/timeline.js';
import { DarkroomViewer } from './gallery/viewer.js';

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomSelectionBar.define();
DarkroomTimeline.define();
DarkroomViewer.define();
DarkroomLightbox.define();
DarkroomGrid.define();
DarkroomGallery.define();
DarkroomImportImages.define();
