// The entry of the campaigns' pages, the client's among them. Nobody else loads it.
import { DarkroomAsset } from './campaign-asset.js';
import { DarkroomBrief } from './campaign-brief.js';
import { DarkroomCreative } from './campaign-creative.js';
import { DarkroomCreativeDialog } from './campaign-dialog.js';
import { DarkroomEditor } from './campaign-editor.js';
import { DarkroomFocus } from './campaign-focus.js';
import { DarkroomImport } from './campaign-import.js';
import { DarkroomLanguages } from './campaign-languages.js';
import { DarkroomLines } from './campaign-lines.js';
import { DarkroomReview } from './campaign-review.js';
import { DarkroomShare } from './campaign-share.js';
import { DarkroomCampaign } from './campaign.js';
import { watchLimits } from './limits.js';

watchLimits();

// Inner elements first: an outer one may call them as soon as it is connected.
DarkroomCreative.define();
DarkroomLines.define();
DarkroomLanguages.define();
DarkroomAsset.define();
DarkroomBrief.define();
DarkroomFocus.define();
DarkroomEditor.define();
DarkroomCreativeDialog.define();
DarkroomShare.define();
DarkroomImport.define();
DarkroomCampaign.define();
DarkroomReview.define();
