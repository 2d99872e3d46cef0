// The entry of the campaigns' pages, the client's among them. Nobody else loads it.
import { DarkroomAsset } from './campaigns/campaign-asset.js';
import { DarkroomBrief } from './campaigns/campaign-brief.js';
import { DarkroomCreative } from './campaigns/campaign-creative.js';
import { DarkroomCreativeDialog } from './campaigns/campaign-dialog.js';
import { DarkroomEditor } from './campaigns/campaign-editor.js';
import { DarkroomFocus } from './campaigns/campaign-focus.js';
import { DarkroomImport } from './campaigns/campaign-import.js';
import { DarkroomLanguages } from './campaigns/campaign-languages.js';
import { DarkroomLines } from './campaigns/campaign-lines.js';
import { DarkroomReview } from './campaigns/campaign-review.js';
import { DarkroomShare } from './campaigns/campaign-share.js';
import { DarkroomCampaign } from './campaigns/campaign.js';
import { watchLimits } from './shared/limits.js';

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
