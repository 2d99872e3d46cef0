// Entry of the page of a shared run. Other pages do not load it.
import { DarkroomSharedRun } from './sharing/shared-run.js';
import { DarkroomTile } from './studio/tile.js';

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomTile.define();
DarkroomSharedRun.define();
