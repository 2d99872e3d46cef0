using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Darkroom.Campaigns;
using Darkroom.Generations;
using Darkroom.Imaging.Drawing;
using Microsoft.Data.Sqlite;
using FocusPoint = Darkroom.Imaging.Drawing.FocusPoint;

namespace Darkroom.Sqlite.Campaigns;

/// <summary>Reads and writes base images. Status, failure and the finished image come from the generation's slot.</summary>
internal static class BaseImageRows
{
    private const string Select =
        """
        SELECT b.concept, b.shape, b.concept_name, b.prompt, b.revision, b.generation_id, b.generated_revision, b.image_index,
            coalesce(s.image_id, b.image_id) AS image_id, b.focus_x, b.focus_y, s.status, s.failure
        FROM base_images b LEFT JOIN slots s ON s.generation_id = b.generation_id AND s.image_index = b.image_index
        """;

    public static ImmutableArray<Concept> All(SqliteConnection connection, string campaignId) =>
        [.. connection.Query<Row>($"{Select} WHERE b.campaign_id = @campaignId ORDER BY b.concept", new { campaignId })
            .GroupBy(row => (row.Concept, row.ConceptName))
            .Select(concept => new Concept(concept.Key.Concept, concept.Key.ConceptName, [.. concept.Select(row => row.ToImage()).OrderBy(image => image.Shape)]))];

    public static BaseImage? Find(SqliteConnection connection, string campaignId, BaseImageKey key) => connection.QuerySingleOrDefault<Row>(
        $"{Select} WHERE b.campaign_id = @campaignId AND b.concept = @Concept AND b.shape = @Shape",
        new { campaignId, key.Concept, Shape = Wire.Name(key.Shape) })?.ToImage();

    /// <summary>Writes what a change made different.</summary>
    public static void Update(SqliteConnection connection, string campaignId, ImmutableArray<Concept> before, ImmutableArray<Concept> after)
    {
        var (old, current) = (ByKey(before), ByKey(after));
        foreach (var key in old.Keys.Except(current.Keys))
        {
            connection.Execute(
                "DELETE FROM base_images WHERE campaign_id = @campaignId AND concept = @Concept AND shape = @Shape",
                new { campaignId, key.Concept, Shape = Wire.Name(key.Shape) });
        }

        connection.Execute(
            """
            INSERT INTO base_images (campaign_id, concept, shape, concept_name, prompt, revision, generation_id, generated_revision, image_index, image_id, focus_x, focus_y)
            VALUES (@campaignId, @Concept, @Shape, @Name, @Prompt, @Revision, @GenerationId, @GeneratedRevision, @ImageIndex, @ImageId, @FocusX, @FocusY)
            ON CONFLICT DO UPDATE SET concept_name = excluded.concept_name, prompt = excluded.prompt, revision = excluded.revision,
                generation_id = excluded.generation_id, generated_revision = excluded.generated_revision, image_index = excluded.image_index,
                image_id = excluded.image_id, focus_x = excluded.focus_x, focus_y = excluded.focus_y
            """,
            current.Values.Where(one => old.GetValueOrDefault(one.Image.Key) != one).Select(one => new
            {
                campaignId,
                one.Image.Key.Concept,
                Shape = Wire.Name(one.Image.Shape),
                one.Name,
                one.Image.Prompt,
                one.Image.Revision,
                one.Image.GenerationId,
                one.Image.GeneratedRevision,
                one.Image.ImageIndex,
                one.Image.ImageId,
                FocusX = one.Image.Focus?.X,
                FocusY = one.Image.Focus?.Y,
            }));
    }

    private static Dictionary<BaseImageKey, (string Name, BaseImage Image)> ByKey(ImmutableArray<Concept> concepts) =>
        concepts.SelectMany(concept => concept.Images.Select(image => (concept.Name, Image: image))).ToDictionary(one => one.Image.Key);

    private sealed record Row
    {
        public int Concept { get; init; }

        public string Shape { get; init; } = "";

        public string ConceptName { get; init; } = "";

        public string Prompt { get; init; } = "";

        public int Revision { get; init; }

        public string? GenerationId { get; init; }

        public int GeneratedRevision { get; init; }

        public int ImageIndex { get; init; }

        public string? ImageId { get; init; }

        public double? FocusX { get; init; }

        public double? FocusY { get; init; }

        public string? Status { get; init; }

        public string? Failure { get; init; }

        public BaseImage ToImage() => new(new BaseImageKey(Concept, Wire.Value<AspectShape>(Shape)), Prompt)
        {
            Revision = Revision,
            GenerationId = GenerationId,
            GeneratedRevision = GeneratedRevision,
            ImageIndex = ImageIndex,
            ImageId = ImageId,
            Focus = FocusX is { } x && FocusY is { } y ? new FocusPoint(x, y) : null,
            Status = Status is null ? null : Wire.Value<SlotStatus>(Status),
            Failure = Failure is null ? null : JsonSerializer.Deserialize(Failure, EventJson.Default.Failure),
        };
    }
}
