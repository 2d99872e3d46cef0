using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Campaigns.Matrix;
using Microsoft.Data.Sqlite;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>
/// Reads and writes the rows that pages of creatives are filtered and ordered by. They are derived from the brief, the base images and the
/// states, one concept at a time, when a page is read and a concept's rows are missing or out of date.
/// </summary>
internal static class MatrixRows
{
    /// <summary>To be increased when the rows of an unchanged campaign change, so that they are derived again.</summary>
    private const int Version = 1;

    /// <summary>Makes the rows of all concepts out of date.</summary>
    public static void Invalidate(SqliteConnection connection, string campaignId) =>
        connection.Execute("UPDATE matrix_concepts SET images = '' WHERE campaign_id = @campaignId", new { campaignId });

    public static void Update(SqliteConnection connection, string campaignId, Creative creative) => connection.Execute(
        "UPDATE matrix SET state = @State, content_hash = @ContentHash WHERE campaign_id = @campaignId AND concept_order = @ConceptOrder AND key = @Key",
        new { campaignId, State = Wire.Name(creative.Approval), creative.ContentHash, creative.ConceptOrder, Key = creative.Key.ToString() });

    /// <summary>Compares the rows of a campaign with what they should be.</summary>
    /// <returns>The differences; null if all concepts are up to date.</returns>
    public static MatrixChange? FindChange(SqliteConnection connection, Campaign campaign)
    {
        var planned = campaign.WithPlannedImages();
        var derived = connection.Query<(int Concept, string Images)>(
            "SELECT concept, images FROM matrix_concepts WHERE campaign_id = @Id", new { campaign.Id }).ToDictionary(row => row.Concept, row => row.Images);
        var current = planned.Concepts.ToDictionary(concept => concept.Index, concept => ImagesOf(concept));
        var stale = current.Where(concept => derived.GetValueOrDefault(concept.Key) != concept.Value).Select(concept => concept.Key)
            .Union(derived.Keys.Except(current.Keys)).ToList();
        if (stale.Count == 0)
        {
            return null;
        }

        var change = new MatrixChange(campaign.Id, campaign.ChangedAt);
        var matrix = new CreativeMatrix(campaign.Brief);
        foreach (var index in stale)
        {
            var concept = planned.Concepts.FirstOrDefault(concept => concept.Index == index);
            var creatives = concept is null ? [] : matrix.Creatives(concept, CreativeRows.States(connection, campaign.Id, index));
            change.Add(index, current.GetValueOrDefault(index), Read(connection, campaign.Id, index), creatives.Select(creative => Row.From(campaign.Id, creative)));
        }

        return change;
    }

    public static CreativeCounts Count(SqliteConnection connection, string campaignId) => new([.. connection.Query<(string Channel, string Language, string State, int Stage, int Count)>(
        "SELECT channel, language, state, stage, creatives FROM matrix_counts WHERE campaign_id = @campaignId AND creatives > 0",
        new { campaignId }).Select(row => new CreativeCount(row.Channel, row.Language, row.State, (CreativeStage)row.Stage, row.Count))]);

    /// <summary>Returns the keys of the pending creatives that match a filter and can be drawn.</summary>
    public static List<string> PendingKeys(SqliteConnection connection, string campaignId, CreativeFilter filter) => [.. connection.Query<string>(
        $"SELECT key FROM matrix m WHERE {Where(filter)} AND m.state = 'pending' AND m.stage = {(int)CreativeStage.Ready}", Parameters(campaignId, filter, 0, 0))];

    /// <summary>Returns the pending creatives that match a filter and can be drawn. The rows must be up to date.</summary>
    public static PendingCreatives Pending(SqliteConnection connection, string campaignId, CreativeFilter filter)
    {
        var hashes = connection.Query<string>(
            $"SELECT content_hash FROM matrix m WHERE {Where(filter)} AND m.state = 'pending' AND m.stage = {(int)CreativeStage.Ready} ORDER BY concept_order",
            Parameters(campaignId, filter, 0, 0)).AsList();
        return new PendingCreatives(hashes.Count, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(hashes))).AsSpan(0, 16)));
    }

    /// <summary>Counts the creatives that can be drawn by the place of their format, language and state. The rows must be up to date.</summary>
    public static IEnumerable<(int Format, string Language, string State, int Count)> CountFormats(SqliteConnection connection, string campaignId) =>
        connection.Query<(int Format, string Language, string State, int Count)>(
            $"""
            SELECT format_order / {CreativeMatrix.OrderOf(0).End} AS format, language, state, count(*) FROM matrix
            WHERE campaign_id = @campaignId AND stage = {(int)CreativeStage.Ready} GROUP BY 1, 2, 3
            """,
            new { campaignId });

    /// <summary>Reads a page. The rows must be up to date.</summary>
    public static MatrixPage Page(SqliteConnection connection, Campaign campaign, CreativeQuery query)
    {
        var matrix = new CreativeMatrix(campaign.Brief);
        var images = query.Filter.WithPlanned ? campaign.WithPlannedImages() : campaign;
        var first = CreativeKey.TryParse(query.From, out var from) ? Find(from, null, null) : null;
        var (order, start) = query.Order == CreativeOrder.Concept ? ("m.concept_order", first?.ConceptOrder ?? 0) : ("m.format_order", first?.FormatOrder ?? 0);
        var parameters = Parameters(campaign.Id, query.Filter, start, query.Limit + 1);
        var rows = connection.Query<(string Key, CreativeState? State, string? Warnings)>(
            $"""
            SELECT m.key, c.state, w.warnings FROM matrix m
            LEFT JOIN creatives c ON c.campaign_id = m.campaign_id AND c.key = m.key LEFT JOIN layout_warnings w ON w.content_hash = m.content_hash
            WHERE {Where(query.Filter)} AND {order} >= @start ORDER BY {order} LIMIT @limit
            """,
            parameters).ToList();
        var preceding = first is null ? 0 : connection.ExecuteScalar<int>(
            $"SELECT count(*) FROM matrix m WHERE {Where(query.Filter)} AND {order} < @start", parameters);
        var previous = preceding == 0 ? null : connection.QuerySingle<string>(
            $"SELECT m.key FROM matrix m WHERE {Where(query.Filter)} AND {order} < @start ORDER BY {order} DESC LIMIT 1 OFFSET @limit",
            Parameters(campaign.Id, query.Filter, start, Math.Min(preceding, query.Limit) - 1));
        return new MatrixPage(
            campaign,
            Count(connection, campaign.Id),
            CommentRows.WithReview(connection, campaign.Id, [.. rows.Take(query.Limit).Select(row => CreativeKey.TryParse(row.Key, out var key) ? Find(key, row.State, row.Warnings) : null).OfType<Creative>()]),
            preceding,
            previous,
            rows.Count > query.Limit ? rows[query.Limit].Key : null);

        Creative? Find(CreativeKey key, CreativeState? state, string? warnings) => CreativeMatrix.ImageOf(key) is { } image
            && matrix.Find(key, images.FindImage(image), state) is { } creative
                ? creative with { Warnings = CreativeRows.ReadWarnings(warnings) }
                : null;
    }

    /// <summary>Returns what a concept's rows depend on besides the brief and the states.</summary>
    private static string ImagesOf(Concept concept) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Version} {string.Join(' ', concept.Images.Select(image => string.Create(CultureInfo.InvariantCulture, $"{image.Shape}:{CreativeCounts.StageOf(image)}:{image.ImageId}:{image.Focus?.X:R}:{image.Focus?.Y:R}")))}");

    private static Dictionary<long, Row> Read(SqliteConnection connection, string campaignId, int concept)
    {
        var (first, end) = CreativeMatrix.OrderOf(concept);
        return connection.Query<Row>(
            """
            SELECT campaign_id, concept_order, format_order, key, channel, language, state, stage, content_hash FROM matrix
            WHERE campaign_id = @campaignId AND concept_order >= @first AND concept_order < @end
            """,
            new { campaignId, first, end }).ToDictionary(row => row.ConceptOrder);
    }

    private static string Where(CreativeFilter filter) => string.Concat(
        "m.campaign_id = @campaignId",
        string.IsNullOrEmpty(filter.State) ? "" : " AND m.state = @State",
        string.IsNullOrEmpty(filter.Channel) ? "" : " AND m.channel = @Channel",
        string.IsNullOrEmpty(filter.Language) ? "" : " AND m.language = @Language",
        filter.WithPlanned ? "" : " AND m.stage > 0");

    private static object Parameters(string campaignId, CreativeFilter filter, long start, int limit) =>
        new { campaignId, filter.State, filter.Channel, filter.Language, start, limit };

    internal sealed record Row(
        string CampaignId, long ConceptOrder, long FormatOrder, string Key, string Channel, string Language, string State, long Stage, string ContentHash)
    {
        public static Row From(string campaignId, Creative creative) => new(
            campaignId,
            creative.ConceptOrder,
            creative.FormatOrder,
            creative.Key.ToString(),
            creative.Format.ChannelId,
            creative.Key.Language,
            Wire.Name(creative.Approval),
            (long)CreativeCounts.StageOf(creative.Image),
            creative.ContentHash);
    }
}

/// <summary>The differences between the matrix rows of some concepts and what they should be.</summary>
/// <param name="changedAt">When the campaign that they were derived from was changed.</param>
internal sealed class MatrixChange(string campaignId, DateTimeOffset changedAt)
{
    private readonly List<object> _concepts = [];
    private readonly List<MatrixRows.Row> _written = [];
    private readonly List<object> _deleted = [];

    /// <param name="images">What the rows are derived from; null if the brief has no such concept any more.</param>
    public void Add(int concept, string? images, Dictionary<long, MatrixRows.Row> before, IEnumerable<MatrixRows.Row> after)
    {
        _written.AddRange(after.Where(row => !before.Remove(row.ConceptOrder, out var old) || old != row));
        _deleted.AddRange(before.Keys.Select(order => new { campaignId, order }));
        _concepts.Add(new { campaignId, concept, images });
    }

    /// <summary>Writes the differences.</summary>
    /// <returns>False if the campaign changed since they were found; then nothing is written.</returns>
    public bool TryApply(SqliteConnection connection)
    {
        if (CampaignRows.FindChangedAt(connection, campaignId) != changedAt)
        {
            return false;
        }

        connection.Execute("DELETE FROM matrix WHERE campaign_id = @campaignId AND concept_order = @order", _deleted);
        connection.Execute(
            """
            INSERT INTO matrix (campaign_id, concept_order, format_order, key, channel, language, state, stage, content_hash)
            VALUES (@CampaignId, @ConceptOrder, @FormatOrder, @Key, @Channel, @Language, @State, @Stage, @ContentHash)
            ON CONFLICT DO UPDATE SET format_order = excluded.format_order, key = excluded.key, channel = excluded.channel,
                language = excluded.language, state = excluded.state, stage = excluded.stage, content_hash = excluded.content_hash
            """,
            _written);
        connection.Execute("DELETE FROM matrix_concepts WHERE campaign_id = @campaignId AND concept = @concept", _concepts);
        connection.Execute(
            "INSERT INTO matrix_concepts (campaign_id, concept, images) SELECT @campaignId, @concept, @images WHERE @images IS NOT NULL", _concepts);
        return true;
    }
}
