using System.Text.Json.Serialization;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Briefs;
using Darkroom.Gallery;
using Darkroom.Providers;
using Darkroom.Server.Access.Api;
using Darkroom.Server.Audit.Api;
using Darkroom.Server.Campaigns.Api;
using Darkroom.Server.Costs.Api;
using Darkroom.Server.Gallery.Api;
using Darkroom.Server.Imports.Api;
using Darkroom.Server.Settings.Api;
using Darkroom.Server.Sharing.Api;
using Darkroom.Server.Studio.Api;
using Darkroom.Server.Webhooks.Api;

namespace Darkroom.Server;

/// <summary>
/// The bodies of the API, described at build time. Reading the same by reflection delays the first request. Names, converters and null values
/// follow the options of <see cref="HttpSetup"/>, as for every other type.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(GenerationView))]
[JsonSerializable(typeof(BatchBody))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(ImproveBody))]
[JsonSerializable(typeof(ImprovedPromptView))]
[JsonSerializable(typeof(ExpandBody))]
[JsonSerializable(typeof(ExpandedView))]
[JsonSerializable(typeof(PromptListView))]
[JsonSerializable(typeof(PromptView))]
[JsonSerializable(typeof(StarBody))]
[JsonSerializable(typeof(PresetListView))]
[JsonSerializable(typeof(PresetView))]
[JsonSerializable(typeof(PresetBody))]
[JsonSerializable(typeof(QueueView))]
[JsonSerializable(typeof(QueueCancelBody))]
[JsonSerializable(typeof(ImagePageView))]
[JsonSerializable(typeof(ImageDetailView))]
[JsonSerializable(typeof(ImageBody))]
[JsonSerializable(typeof(BulkBody))]
[JsonSerializable(typeof(DownloadBody))]
[JsonSerializable(typeof(DownloadView))]
[JsonSerializable(typeof(ShareBody))]
[JsonSerializable(typeof(ShareView))]
[JsonSerializable(typeof(ShareListView))]
[JsonSerializable(typeof(BulkView))]
[JsonSerializable(typeof(TagListView))]
[JsonSerializable(typeof(CollectionListView))]
[JsonSerializable(typeof(SearchListView))]
[JsonSerializable(typeof(CollectionBody))]
[JsonSerializable(typeof(DaysView))]
[JsonSerializable(typeof(TilesView))]
[JsonSerializable(typeof(SuggestionsView))]
[JsonSerializable(typeof(ImmutableArray<ViewMistake>))]
[JsonSerializable(typeof(ImportFolderBody))]
[JsonSerializable(typeof(ImportReportView))]
[JsonSerializable(typeof(ProviderListView))]
[JsonSerializable(typeof(ProviderTestView))]
[JsonSerializable(typeof(ImmutableArray<ModelView>))]
[JsonSerializable(typeof(OptionNames))]
[JsonSerializable(typeof(SettingListView))]
[JsonSerializable(typeof(SettingView))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(NewApiKeyBody))]
[JsonSerializable(typeof(ApiKeyBody))]
[JsonSerializable(typeof(ApiKeyView))]
[JsonSerializable(typeof(ApiKeyListView))]
[JsonSerializable(typeof(KeyUsageView))]
[JsonSerializable(typeof(AuditListView))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(WebhookChangeBody))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(WebhookListView))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeliveryListView))]
[JsonSerializable(typeof(CostListView))]
[JsonSerializable(typeof(EstimateView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(BriefBody))]
[JsonSerializable(typeof(SaveCampaignBody))]
[JsonSerializable(typeof(SavePromptBody))]
[JsonSerializable(typeof(GenerateBody))]
[JsonSerializable(typeof(CreativeBody))]
[JsonSerializable(typeof(ReviewBody))]
[JsonSerializable(typeof(ReviewLinkBody))]
[JsonSerializable(typeof(BrandKitBody))]
[JsonSerializable(typeof(DuplicateBody))]
[JsonSerializable(typeof(DraftBody))]
[JsonSerializable(typeof(DraftView))]
[JsonSerializable(typeof(TranslateBody))]
[JsonSerializable(typeof(TranslatedView))]
[JsonSerializable(typeof(CampaignView))]
[JsonSerializable(typeof(CampaignListView))]
[JsonSerializable(typeof(StartedView))]
[JsonSerializable(typeof(CreativesView))]
[JsonSerializable(typeof(ReviewView))]
[JsonSerializable(typeof(ReviewCommentBody))]
[JsonSerializable(typeof(CommentBody))]
[JsonSerializable(typeof(ResolveBody))]
[JsonSerializable(typeof(ApprovalsBody))]
[JsonSerializable(typeof(CreativeReviewView))]
[JsonSerializable(typeof(PendingView))]
[JsonSerializable(typeof(ExportNamesView))]
[JsonSerializable(typeof(ApprovedView))]
[JsonSerializable(typeof(IReadOnlyList<ReviewLinkView>))]
[JsonSerializable(typeof(ReviewLinkView[]))]
[JsonSerializable(typeof(SheetView))]
[JsonSerializable(typeof(CampaignAsset))]
[JsonSerializable(typeof(ImmutableArray<BrandKit>))]
[JsonSerializable(typeof(BrandKit[]))]
internal sealed partial class ApiJson : JsonSerializerContext;
