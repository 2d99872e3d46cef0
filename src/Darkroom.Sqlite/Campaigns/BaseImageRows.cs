using System.Collections.Immutable;
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
    public static ImmutableArray<Concept> All(SqliteConnection connection, string campaignId) =>
        [.. Load(connection, "ORDER BY b.concept", new { campaignId })
            .GroupBy(row => (row.Image.Key.Concept, row.ConceptName), row => row.Image)
            .Select(concept => new Concept(concept.Key.Concept, concept.Key.ConceptName, [.. concept.OrderBy(image => image.Shape)]))];

    public static BaseImage? Find(SqliteConnection connection, string campaignId, BaseImageKey key) => Load(
        connection, "AND b.concept = @Concept AND b.shape = @Shape", new { campaignId, key.Concept, Shape = Wire.Name(key.Shape) }).SingleOrDefault().Image;

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

    private static IEnumerable<(string ConceptName, BaseImage Image)> Load(SqliteConnection connection, string filter, object parameters) => connection
        .Query<(int Concept, AspectShape Shape, string ConceptName, string Prompt, int Revision, string? GenerationId, int GeneratedRevision, int ImageIndex, string? ImageId,
            double? FocusX, double? FocusY, SlotStatus? Status, Failure? Failure)>(
            $"""
            SELECT b.concept, b.shape, b.concept_name, b.prompt, b.revision, b.generation_id, b.generated_revision, b.image_index,
                coalesce(s.image_id, b.image_id) AS image_id, b.focus_x, b.focus_y, s.status, s.failure
            FROM base_images b LEFT JOIN slots s ON s.generation_id = b.generation_id AND s.image_index = b.image_index
            WHERE b.campaign_id = @campaignId {filter}
            """,
            parameters)
        .Select(row => (row.ConceptName, new BaseImage(new BaseImageKey(row.Concept, row.Shape), row.Prompt)
        {
            Revision = row.Revision,
            GenerationId = row.GenerationId,
            GeneratedRevision = row.GeneratedRevision,
            ImageIndex = row.ImageIndex,
            ImageId = row.ImageId,
            Focus = row is { FocusX: { } x, FocusY: { } y } ? new FocusPoint(x, y) : null,
            Status = row.Status,
            Failure = row.Failure,
        }));
}
