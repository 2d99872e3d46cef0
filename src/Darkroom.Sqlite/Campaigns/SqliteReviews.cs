using System.Collections.Immutable;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Darkroom.Campaigns.Review;
using Darkroom.Generations;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Stores comments and reads decisions in SQLite.</summary>
internal sealed class SqliteReviews(Database database, SqliteWriter writer, SqliteCampaigns campaigns, IJobSignals signals, TimeProvider time) : IReviewStore
{
    public Task<ImmutableArray<ReviewComment>> CommentsAsync(string campaignId, CreativeKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => CommentRows.All(connection, campaignId, key).ToImmutableArray(), cancellationToken);

    public Task<ImmutableArray<(CreativeKey Key, ReviewComment Comment)>> CommentsAsync(string campaignId, CancellationToken cancellationToken) => database.ReadAsync(
        connection => CommentRows.All(connection, campaignId).Where(row => CreativeKey.TryParse(row.Key, out _))
            .Select(row => (CreativeKey.TryParse(row.Key, out var key) ? key : default, row.Comment)).ToImmutableArray(),
        cancellationToken);

    public Task<CommentResult> AddCommentAsync(string campaignId, CreativeKey key, ReviewComment comment, CancellationToken cancellationToken) =>
        ChangeAsync(campaignId, connection => CommentRows.Insert(connection, campaignId, key, comment), cancellationToken);

    public Task<CommentResult> ResolveAsync(string campaignId, CreativeKey key, string commentId, bool resolved, CancellationToken cancellationToken) => ChangeAsync(
        campaignId,
        connection => CommentRows.Resolve(connection, campaignId, key, commentId, resolved ? time.GetUtcNow() : null) ? CommentResult.Done : CommentResult.NotFound,
        cancellationToken);

    public Task<ImmutableArray<CreativeDecision>> DecisionsAsync(string campaignId, CreativeKey key, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DecisionRows.All(connection, campaignId, key), cancellationToken);

    public Task<DecidedVersion?> FindVersionAsync(string campaignId, CreativeKey key, string contentHash, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DecisionRows.FindVersion(connection, campaignId, key, contentHash), cancellationToken);

    public Task<ImmutableArray<DecidedLook>> WithoutPreviewAsync(string campaignId, DecidedLook? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => DecisionRows.WithoutPreview(connection, campaignId, after, limit), cancellationToken);

    public Task KeepPreviewAsync(string campaignId, CreativeKey key, string contentHash, string previewKey, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => DecisionRows.KeepPreview(connection, campaignId, key, contentHash, previewKey), cancellationToken);

    public async Task<ImmutableArray<FormatCount>?> ProgressAsync(string campaignId, CancellationToken cancellationToken) =>
        (await campaigns.ReadMatrixAsync(
            campaignId,
            (connection, campaign) => Progress(campaign, [.. MatrixRows.CountFormats(connection, campaignId)]),
            cancellationToken))?.ToImmutableArray();

    private static List<FormatCount> Progress(Campaign campaign, List<(int Format, string Language, string State, int Count)> rows)
    {
        var formats = CreativeMatrix.Formats(campaign.Brief).ToList();
        var languages = campaign.Brief.Copy.Select(copy => copy.Language).ToList();
        var counts = rows.ToLookup(row => (row.Format, row.Language));
        return
        [
            .. from place in Enumerable.Range(0, formats.Count)
               from language in languages
               let cell = counts[(place, language)].ToList()
               where cell.Count > 0
               select new FormatCount(formats[place], language, Of(cell, Approval.Approved), Of(cell, Approval.Rejected), Of(cell, Approval.Pending)),
        ];

        static int Of(List<(int Format, string Language, string State, int Count)> cell, Approval approval) =>
            cell.Where(row => row.State == Wire.Name(approval)).Sum(row => row.Count);
    }

    private async Task<CommentResult> ChangeAsync(string campaignId, Func<SqliteConnection, CommentResult> change, CancellationToken cancellationToken)
    {
        var result = await writer.WriteAsync(
            connection =>
            {
                var result = change(connection);
                if (result == CommentResult.Done)
                {
                    CampaignRows.Touch(connection, campaignId, time.GetUtcNow());
                }

                return result;
            },
            cancellationToken);
        if (result == CommentResult.Done)
        {
            signals.Raise(campaignId);
        }

        return result;
    }
}
