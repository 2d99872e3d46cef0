// Entry of the campaign pages, including the client's review page. Other pages do not load it.
import { DarkroomAsset } from './campaigns/asset.js';
import { DarkroomBrief } from './campaigns/brief.js';
import { DarkroomCampaignTabs } from './campaigns/campaign-tabs.js';
import { DarkroomComments } from './campaigns/comments.js';
import { DarkroomCompare } from './campaigns/compare.js';
import { DarkroomCreative } from './campaigns/creative.js';
import { DarkroomCreativeDialog } from './campaigns/creative-dialog.js';
import { DarkroomEditor } from './campaigns/editor.js';
import { DarkroomExportNames } from './campaigns/export-names.js';
import { DarkroomFocus } from './campaigns/focus.js';
import { DarkroomImport } from './campaigns/import.js';
import { DarkroomLanguages } from './campaigns/languages.js';
import { DarkroomLines } from './campaigns/lines.js';
import { DarkroomReview } from './campaigns/review.js';
import { DarkroomReviewViewer } from './campaigns/review-viewer.js';
import { DarkroomCampaign } from './campaigns/campaign.js';
import { watchTextLimits } from './shared/text-limits.js';

watchTextLimits();

// Inner elements first, because outer elements may call them as soon as they are connected.
DarkroomCreative.define();
DarkroomLines.define();
DarkroomLanguages.define();
DarkroomAsset.define();
DarkroomBrief.define();
DarkroomFocus.define();
DarkroomEditor.define();
DarkroomComments.define();
DarkroomCompare.define();
DarkroomReviewViewer.define();
DarkroomCreativeDialog.define();
DarkroomImport.define();
DarkroomExportNames.define();
DarkroomCampaignTabs.define();
DarkroomCampaign.define();
DarkroomReview.define();
